/** The sweep instrument: what is swept, how far it is, what it found, and every number. */
import { SweepResult } from './result/SweepResult.tsx';
import { SweepStatus } from './SweepStatus.tsx';
import layout from '../../ui/layout/layout.module.css';
import css from './sweep.module.css';
import { useMemo } from 'react';
import { useAppState } from '../../ui/app/ui-context.ts';
import { fieldOf } from '../../experiment/fields.ts';
import { isRelevant } from '../../experiment/relevance.ts';
import { planSweep } from '../../record/sweep/points.ts';
import type { SweepPlan } from '../../record/sweep/sweep.ts';
import { sweepCorrections } from '../../record/sweep/words.ts';
import { ChoiceRow } from '../../ui/controls/ChoiceRow.tsx';
import { ListRow } from '../../ui/controls/ListRow.tsx';
import { grouped } from '../../ui/primitives/numbers.ts';

export default function SweepBench() {
  return (
    <div className={css['bench']}>
      <SweepControls />
      <div className={css['results']}>
        <SweepStatus />
        <SweepResult />
      </div>
    </div>
  );
}

/** What is swept, the target loss, and corrections. */
function SweepControls() {
  const draft = useAppState((state) => state.draft);
  const plan = useMemo(() => planSweep(draft), [draft]);
  const hasKnob = draft.sweep !== 'none';
  const hasAcross = draft.across !== 'none';
  const idle = plan.knobs.filter((knob) => !isRelevant(knob, draft));
  return (
    <section className={css['controls']} aria-label="What is swept" data-export="no">
      <ChoiceRow name="sweep" />
      {hasKnob && <ListRow name="sweepValues" />}
      {(hasKnob || hasAcross) && <ChoiceRow name="across" />}
      {hasAcross && <ListRow name="acrossValues" />}
      {hasKnob && <ListRow name="sweepTarget" />}
      {plan.points.length > 0 && (
        <p className={layout['note']}>
          {count(plan.points.length, 'experiment')} of {count(draft.arms.length, 'arm')} and{' '}
          {count(draft.seeds.length, 'seed')}, {grouped(draft.steps)} steps each.
        </p>
      )}
      <Problems plan={plan} />
      {idle.length > 0 && (
        <p className={layout['note']}>
          {idle.map((knob) => fieldOf(knob).label).join(' and ')} has no effect in this experiment as it is.
        </p>
      )}
    </section>
  );
}

const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`;

function Problems({ plan }: { readonly plan: SweepPlan }) {
  const changed = sweepCorrections(plan);
  if (plan.corrections.length + changed.length === 0) return null;
  return (
    <ul className={css['problems']} aria-label="Corrections">
      {plan.corrections.map((text) => (
        <li key={text}>{text}</li>
      ))}
      {changed.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
