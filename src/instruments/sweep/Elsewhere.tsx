/** Sweeps that are run elsewhere: where the one on screen comes from, how to run one on a cluster, and opening its file. */
import { useState } from 'react';
import { useStore } from 'zustand';
import { writeLink } from '../../experiment/link/link.ts';
import { planSweep } from '../../record/sweep/points.ts';
import { savedSweepsOf } from '../../store/sweep/saved-sweeps.ts';
import { openMerged } from '../../store/sweep/open-merged.ts';
import type { SweepOrigin } from '../../store/sweep/sweep-state.ts';
import { useActions, useAppState, useUi } from '../../ui/app/ui-context.ts';
import buttons from '../../ui/primitives/buttons.module.css';
import { FileButton } from '../../ui/layout/FileButton.tsx';
import { grouped } from '../../ui/primitives/numbers.ts';
import layout from '../../ui/layout/layout.module.css';
import css from './sweep.module.css';
import { useSweepState } from './use-sweep.ts';

export function Elsewhere() {
  const origin = useSweepState((state) => state.origin);
  return (
    <>
      {origin !== null && <Origin origin={origin} />}
      <OpenMerged />
      <OnCluster />
    </>
  );
}

function Origin({ origin: { name, files, departures, plan, digest } }: { readonly origin: SweepOrigin }) {
  return (
    <p className={layout['note']}>
      Merged from {grouped(files)} {files === 1 ? 'file' : 'files'}, not run here: {name}, farcast{' '}
      {plan.farcast}.{' '}
      {departures.length === 0
        ? 'Its plan was followed.'
        : `Its plan was not followed: ${departures.join('; ')}.`}{' '}
      Plan <code title={plan.digest}>{plan.digest.slice(0, 12)}</code>, rows{' '}
      <code title={digest}>{digest.slice(0, 12)}</code>. <Saved plan={plan.digest} rows={digest} />
    </p>
  );
}

/** Where it is found after a reload, or why it is not. */
function Saved({ plan, rows }: { readonly plan: string; readonly rows: string }) {
  const { app } = useUi();
  const { showBench } = useActions();
  const { sweeps, problem } = useStore(savedSweepsOf(app).store);
  if (problem !== null) return <span role="alert">{problem}</span>;
  return sweeps.some((saved) => saved.plan === plan && saved.rows === rows) ? (
    <>
      Saved in{' '}
      <button type="button" className={buttons['link']} onClick={() => showBench('compare')}>
        Compare
      </button>
      .
    </>
  ) : null;
}

function OpenMerged() {
  const { app } = useUi();
  const { showBench } = useActions();
  const [problem, setProblem] = useState<string | null>(null);
  const open = async (file: File): Promise<void> => {
    const wrong = await openMerged(app, file);
    setProblem(wrong);
    if (wrong === null) showBench('sweep');
  };
  return (
    <p className={layout['note']}>
      <FileButton className={buttons['link']} label="Merged sweep" onFiles={([file]) => void open(file)}>
        Open a merged sweep …
      </FileButton>
      {problem !== null && <span role="alert"> {problem}</span>}
    </p>
  );
}

/** The link and three commands. */
function OnCluster() {
  const draft = useAppState((state) => state.draft);
  const points = planSweep(draft).points.length;
  if (points === 0) return null;
  return (
    <details className={layout['note']}>
      <summary>Run this sweep on a cluster</summary>
      <p>
        Or on this machine without a browser: {points} lines, each a separate job; docs/CLUSTER.md has them
        for Slurm, Kubernetes and others. Open the file FOLDER/merged.json here.
      </p>
      <pre className={css['commands']} tabIndex={0} aria-label="Commands">
        {commandsFor(`#${writeLink(draft)}`, points)}
      </pre>
    </details>
  );
}

const commandsFor = (link: string, points: number): string =>
  [
    `farcast sweep plan FOLDER '${link}'`,
    `farcast sweep run FOLDER N    # for every N from 1 to ${points}`,
    'farcast sweep merge FOLDER',
  ].join('\n');
