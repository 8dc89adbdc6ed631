/** What was saved at the control's best value of the setting, target by target. */
import { useMemo } from 'react';
import { fields } from '../../../experiment/fields.ts';
import { targetsTable } from '../../../record/sweep/tables.ts';
import type { Sweep } from '../../../record/sweep/sweep.ts';
import { bestValuesText, noTargetsText, tunedTargetsView } from '../../../record/sweep/targets.ts';
import { intervalWords } from './view.ts';
import { ChartFigure } from '../../../ui/charts/ChartFigure.tsx';
import { TargetsPlot, TargetsReadout, useTargets } from '../../../ui/charts/TargetsPlot.tsx';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { constant } from '../../../ui/primitives/cell.ts';
import css from '../sweep.module.css';
import { sweepSubject } from '../sweep-subject.ts';

export function SweepTargets({ sweep }: { readonly sweep: Sweep }) {
  const view = useMemo(() => tunedTargetsView(sweep), [sweep]);
  const targets = useTargets(view);
  const cell = useMemo(() => constant(view), [view]);
  const empty = noTargetsText(sweep);
  const knob = sweep.knobs.map((name) => fields.sweep.options[name]).join(', ');
  return (
    <div className={css['targets']}>
      <ChartFigure
        area={`sweep-targets-${sweep.knobs.join('-')}`}
        of={sweepSubject(sweep)}
        view={cell}
        title={`Saved at the control’s best ${knob}, by target`}
        caption={
          <TargetsReadout
            {...targets}
            idle={`median of the pairs${intervalWords(sweep.spec.seeds.length)}`}
          />
        }
        explore={targets.explore}
        help={<ExplainPanel what="sweep-targets" />}
        empty={empty}
        note={
          empty === null
            ? `The control’s best ${knob}, chosen on the seeds shown: ${bestValuesText(sweep)}.`
            : null
        }
        table={() => targetsTable(sweep)}
        allRows
      >
        {empty === null && <TargetsPlot view={view} targetName="target of the sweep" {...targets} />}
      </ChartFigure>
    </div>
  );
}
