/** The evidence instrument: is the difference real, how large is it, and does it last? */
import { useEffect, useState } from 'react';
import { useUi } from '../app/ui-context.ts';
import { AroundChart } from './AroundChart.tsx';
import { CoefficientsChart } from './CoefficientsChart.tsx';
import { EqualCostTable } from './EqualCostTable.tsx';
import { QualityTable } from './QualityTable.tsx';
import { SavingsTable } from './SavingsTable.tsx';
import { TargetsChart } from './TargetsChart.tsx';
import { createEvidenceCells, EvidenceContext, followEvidence } from './evidence-cells.ts';
import css from './evidence.module.css';

export default function EvidenceBench() {
  const { app } = useUi();
  const [cells] = useState(createEvidenceCells);
  useEffect(() => followEvidence(app, cells), [app, cells]);
  return (
    <EvidenceContext value={cells}>
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
    </EvidenceContext>
  );
}
