/**
 * A link that came with a result or a line of its sender's: what was shared, what differs from the default, the line,
 * and whether the run here agrees.
 */
import { useEffect, useState } from 'react';
import { defaultSpec, fieldOf, type ExperimentSpec } from '../../experiment/fields.ts';
import { withoutRecords } from '../../experiment/link/extras.ts';
import { formatValue } from '../../experiment/kinds.ts';
import { changedFields } from '../../experiment/spec.ts';
import { taskName } from '../../experiment/tasks.ts';
import { headlineOf, readShared } from '../../record/shared/shared-result.ts';
import { stampOf, stampUnread, type Stamp } from '../../record/shared/stamp.ts';
import { ownResult } from '../../store/shared/share.ts';
import { useAppState, useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { compact } from '../primitives/numbers.ts';
import css from './share.module.css';

interface ReceivedProps {
  readonly result: string | undefined;
  readonly note: string | undefined;
}

export default function Received({ result, note }: ReceivedProps) {
  const { app } = useUi();
  const spec = useAppState(({ draft }) => draft);
  const hide = (): void => app.actions.setExtras(withoutRecords(app.store.getState().extras));
  return (
    <section className={css['received']} aria-label="Shared with you">
      <p>
        <b>Shared with you:</b> {briefly(spec)}. {differencesFrom(spec)}
      </p>
      {note !== undefined && (
        <p>
          The sender writes: <q dir="auto">{note}</q>
        </p>
      )}
      {result !== undefined && <Comparison text={result} />}
      <button type="button" className={buttons['link']} onClick={hide}>
        Hide this
      </button>
    </section>
  );
}

/** The sender's result, and what the run here says about it once it is at its end. */
function Comparison({ text }: { readonly text: string }) {
  const stamp = useStamp(text);
  const theirs = readShared(text);
  return (
    <p role="status" data-stamp={stamp?.kind ?? 'running'}>
      {stamp === null ? (
        theirs !== null &&
        theirs !== 'newer' &&
        `There it ${headlineOf(theirs)}. This page runs it again to compare.`
      ) : (
        <>
          <b className={css['stamp']}>{stamp.title}.</b> {stamp.detail}
        </>
      )}
    </p>
  );
}

/** "circles, learning rate 0.1, 32 seeds". */
const briefly = ({ task, learningRate, seeds }: ExperimentSpec): string =>
  `${taskName(task)}, learning rate ${compact(learningRate)}, ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}`;

const mostNamed = 5;
const mostLetters = 30;

function differencesFrom(spec: ExperimentSpec): string {
  const changed = changedFields(spec, defaultSpec);
  if (changed.length === 0) return 'Nothing differs from the default.';
  const named = changed.slice(0, mostNamed).map((name) => {
    const text = formatValue(fieldOf(name), spec[name]).replaceAll(',', ', ');
    const value = text.length > mostLetters ? `${text.slice(0, mostLetters)}…` : text;
    return `${fieldOf(name).label.toLowerCase()} ${value}`;
  });
  const more = changed.length > mostNamed ? `; and ${changed.length - mostNamed} more` : '';
  return `Differs from the default in ${named.join('; ')}${more}.`;
}

/** Null while the run that decides is not at its end. */
function useStamp(text: string): Stamp | null {
  const { app } = useUi();
  const [made, setMade] = useState<Stamp | null>(null);
  const id = useAppState(({ run }) => run?.experimentId ?? null);
  const finished = useAppState(({ run }) => (run?.lifecycle === 'finished' ? run.runId : null));
  const theirs = readShared(text);
  const unread = id === null ? null : stampUnread(theirs, id);
  useEffect(() => {
    if (finished === null) return;
    let isGone = false;
    void ownResult(app).then((ours) => {
      const read = readShared(text);
      const { run } = app.store.getState();
      if (isGone || ours === null || read === null || read === 'newer' || run?.runId !== finished) return;
      setMade(stampOf(read, ours, run.spec));
    });
    return () => {
      isGone = true;
    };
  }, [app, finished, text]);
  return unread ?? made;
}
