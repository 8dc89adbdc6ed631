/** The evidence instrument: is the difference real, how large is it, and does it last? */
import { AroundChart } from './AroundChart.tsx';
import { CoefficientsChart } from './CoefficientsChart.tsx';
import { EqualCostTable } from './EqualCostTable.tsx';
import { QualityTable } from './QualityTable.tsx';
import { SavingsTable } from './SavingsTable.tsx';
import { TargetsChart } from './TargetsChart.tsx';
import css from './evidence.module.css';

export default function EvidenceBench() {
  return (
    <div className={css['bench']}>
      <SavingsTable />
      <div className={css['charts']}>
        <TargetsChart />
        <AroundChart />
      </div>
      <EqualCostTable />
      <div className={css['fits']}>
        <QualityTable />
        <CoefficientsChart />
      </div>
    </div>
  );
}
