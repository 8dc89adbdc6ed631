/** Whose coefficients are drawn, and of which group: small selects within the caption. The weights chart follows. */
import type { CoefficientsView } from '../../record/evidence/views.ts';
import charts from '../charts/charts.module.css';
import { GroupPick, WhosePick } from '../charts/WhosePick.tsx';

interface WhoseProps {
  readonly view: CoefficientsView;
  readonly group: CoefficientsView['groups'][number] | undefined;
  readonly onGroup: (index: number) => void;
}

export function Whose({ view, group, onGroup }: WhoseProps) {
  const what = 'coefficients are drawn';
  return (
    <WhosePick arm={view.arm} seed={view.seed} what={what}>
      <GroupPick groups={view.groups} group={group?.name} what={what} onGroup={onGroup} />
      {group !== undefined && (
        <span className={charts['aside']}>
          {group.rate === null ? 'no single rate' : `dashed: r = ${group.rate.toFixed(4)}`}
        </span>
      )}
    </WhosePick>
  );
}
