/** What the chart of saved runs is given: their curves on common axes, each run with a letter. */
import { defaultSpec, type ArmId } from '../../experiment/fields.ts';
import { metricName, metricTitle } from '../../experiment/metric-words.ts';
import type { Table } from '../../record/table.ts';
import type { CostAxis } from '../../record/cost.ts';
import { niceDomain } from '../../store/select/rows.ts';
import { lossText } from '../../record/judgement/seed-words.ts';
import { specOf } from '../../record/saved/record.ts';
import type { CompareState } from '../../store/compare/compare-state.ts';
import type { KeptRun } from '../../record/saved/saved-run.ts';

export interface ComparedLine {
  readonly letter: string;
  readonly run: Pick<KeptRun, 'experimentId' | 'engine' | 'seeds' | 'centre'> & { readonly metric: string };
  readonly arm: ArmId;
  /** From 0, the run selected first, to 1, the one selected last. */
  readonly strength: number;
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly step: number;
    readonly ledger: number;
  }[];
}

export interface CompareView {
  readonly lines: readonly ComparedLine[];
  readonly xMax: number;
  readonly yDomain: readonly [low: number, high: number];
  readonly centre: string;
  readonly summary: string;
}

export const runName = ({ name, difference }: KeptRun): string => (name === '' ? difference : name);

/** In order of selection. */
export const lettersOf = ({
  runs,
  drawn,
}: Pick<CompareState, 'runs' | 'drawn'>): ReadonlyMap<string, string> =>
  new Map(
    drawn
      .filter((id) => runs.some((run) => run.id === id))
      .map((id, i) => [id, String.fromCharCode(65 + (i % 26))]),
  );

export function compareView(state: Pick<CompareState, 'runs' | 'drawn'>, axis: CostAxis): CompareView {
  const letters = [...lettersOf(state)];
  const chosen = letters.flatMap(([id, letter]) => {
    const run = state.runs.find((candidate) => candidate.id === id);
    return run === undefined ? [] : [{ run, letter }];
  });
  const lines = chosen.flatMap(({ run, letter }, i) =>
    run.curves.map(({ arm, steps, ledger, loss }): ComparedLine => ({
      letter,
      run: { ...run, metric: metricName(specOf(run) ?? defaultSpec) },
      arm,
      strength: chosen.length === 1 ? 1 : i / (chosen.length - 1),
      points: steps.map((step, at) => ({
        x: axis === 'steps' ? step : ledger[at]!,
        y: loss[at]!,
        step,
        ledger: ledger[at]!,
      })),
    })),
  );
  const xs = lines.map(({ points }) => points.at(-1)!.x);
  const ys = lines.flatMap(({ points }) => points.map(({ y }) => y)).filter((y) => y > 0);
  return {
    lines,
    xMax: xs.length === 0 ? 1 : xs.reduce((a, b) => Math.max(a, b)),
    yDomain: niceDomain(ys, true),
    centre: centreText(chosen),
    summary: summaryOf(chosen),
  };
}

function summaryOf(chosen: readonly { readonly run: KeptRun; readonly letter: string }[]): string {
  if (chosen.length === 0) return 'No saved run is selected.';
  const parts = chosen.map(({ run, letter }) => {
    const ends = run.curves.map(({ arm, loss, steps, stopped }) =>
      stopped === run.seeds
        ? `${arm} stopped in every seed after step ${steps.at(-1)!}`
        : `${arm} ${lossText(loss.at(-1)!)}${stopped === 0 ? '' : ` (${stopped} of ${run.seeds} seeds stopped)`}`,
    );
    return `${letter}, ${runName(run)}: ${ends.join(', ')}`;
  });
  const metrics = new Set(chosen.map(({ run }) => metricTitle(specOf(run) ?? defaultSpec)));
  const measured = metrics.size === 1 ? [...metrics][0]! : 'Loss, each in its own metric,';
  return `${measured} of kept runs at their ends, ${centreText(chosen)}. ${parts.join('; ')}.`;
}

/** "medians over seeds; A, B: geometric means". */
function centreText(chosen: readonly { readonly run: KeptRun; readonly letter: string }[]): string {
  const old = chosen.filter(({ run }) => run.centre === 'geometric mean').map(({ letter }) => letter);
  if (old.length === 0) return 'medians over seeds';
  return old.length === chosen.length
    ? 'geometric means over seeds'
    : `medians over seeds; ${old.join(', ')}: geometric means`;
}

/** A row for every saved point of a run's curves. */
export const compareTable = ({ lines }: CompareView): Table => ({
  columns: [
    ['run', 'run'],
    ['experiment', 'experiment'],
    ['engine', 'engine'],
    ['arm', 'arm'],
    ['metric', 'metric'],
    ['over seeds', 'statistic_over_seeds'],
    ['seeds', 'seeds'],
    ['step', 'step_some_are_kept'],
    ['ledger', 'ledger_in_gradient_step_equivalents'],
    ['loss', 'loss'],
  ],
  rows: lines.flatMap(({ letter, run, arm, points }) =>
    points.map(({ step, ledger, y }) => [
      letter,
      run.experimentId,
      run.engine,
      arm,
      run.metric,
      run.centre,
      run.seeds,
      step,
      ledger,
      y,
    ]),
  ),
});
