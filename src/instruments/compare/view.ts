/** What the chart of saved runs is given: their curves on common axes, each run with a letter. */
import { defaultSpec, type ArmId } from '../../experiment/fields.ts';
import { metricName, metricTitle } from '../../experiment/metric-words.ts';
import type { Table } from '../../record/table.ts';
import type { CostAxis } from '../../record/cost.ts';
import { niceDomain } from '../../store/select/rows.ts';
import { lossText } from '../../record/judgement/seed-words.ts';
import { specOf } from '../../record/saved/record.ts';
import type { CompareState } from '../../store/compare/compare-state.ts';
import type { PairedRuns } from '../../record/saved/pairs.ts';
import type { KeptRun, SavedRow } from '../../record/saved/saved-run.ts';

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

export const runName = ({ name, difference }: SavedRow): string => (name === '' ? difference : name);

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

type Saved = Pick<CompareState, 'runs' | 'drawn' | 'details'>;

interface Chosen {
  readonly run: KeptRun;
  readonly letter: string;
}

/** The drawn runs, in order of selection. */
export const chosenRuns = (state: Saved): Chosen[] =>
  [...lettersOf(state)].flatMap(([id, letter]) => {
    const row = state.runs.find((candidate) => candidate.id === id);
    const detail = state.details.get(id);
    return row === undefined || detail === undefined ? [] : [{ run: { ...row, ...detail }, letter }];
  });

export function compareView(state: Saved, axis: CostAxis): CompareView {
  const chosen = chosenRuns(state);
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

function summaryOf(chosen: readonly Chosen[]): string {
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
  return `${measured} of saved runs at their ends, ${centreText(chosen)}. ${parts.join('; ')}.`;
}

/** "medians over seeds; A, B: geometric means". */
function centreText(chosen: readonly Chosen[]): string {
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

/** The list of runs as it is shown: what is searched, sorted and in files. */
export interface RunColumn {
  readonly name: string;
  readonly title: string;
  /** What rows are sorted by. */
  readonly of: (run: SavedRow) => string | number;
}

export const runColumns = [
  { name: 'name', title: 'run', of: runName },
  { name: 'difference', title: 'differences', of: ({ difference }) => difference },
  { name: 'seeds', title: 'seeds', of: ({ seeds }) => seeds },
  { name: 'verdict', title: 'verdict', of: ({ verdict }) => verdict },
  { name: 'experiment', title: 'experiment', of: ({ experimentId }) => experimentId },
  { name: 'digest', title: 'digest', of: ({ digest }) => digest ?? '' },
  { name: 'engine', title: 'engine', of: ({ engine }) => engine },
  { name: 'finished', title: 'finished', of: ({ keptAt }) => keptAt },
] as const satisfies readonly RunColumn[];

export type RunColumnName = (typeof runColumns)[number]['name'];

export interface RunOrder {
  readonly by: RunColumnName;
  readonly descending: boolean;
}

/** Rows in which every word of `filter` occurs in some column, sorted. */
export function listedRuns(
  runs: readonly SavedRow[],
  filter: string,
  { by, descending }: RunOrder,
): SavedRow[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const { of } = runColumns.find(({ name }) => name === by)!;
  const matches = (run: SavedRow): boolean => {
    const text = runColumns
      .map((column) => column.of(run))
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const compared = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en');
  return runs
    .filter(matches)
    .sort((a, b) => (descending ? -1 : 1) * compared(of(a), of(b)) || b.keptAt - a.keptAt);
}

/** The list as a file, with the link that opens each run. */
export const runsTable = (runs: readonly SavedRow[]): Table => ({
  columns: [
    ...runColumns.map(({ title, name }) => [title, name] as const),
    ['link', 'link_after_number_sign'],
  ],
  rows: runs.map((run) => [
    ...runColumns.map(({ name, of }) => (name === 'finished' ? new Date(run.keptAt).toISOString() : of(run))),
    run.link.replace(/^#/, '').replaceAll(',', ';'),
  ]),
});

/** Two runs in pairs of equal seeds. */
export const pairsTable = (rows: readonly PairedRuns[]): Table => ({
  columns: [
    ['arm', 'arm'],
    ['A − B', 'log10_loss_of_a_minus_b_at_the_end_median_over_seeds'],
    ['low', 'interval_low'],
    ['high', 'interval_high'],
    ['level', 'interval_level'],
    ['A lower', 'seeds_with_a_lower'],
    ['pairs', 'pairs'],
    ['stopped', 'shared_seeds_that_stopped_in_a_or_b'],
  ],
  rows: rows.map(({ arm, difference, interval, lower, pairs, stopped }) => [
    arm,
    difference,
    interval?.low ?? NaN,
    interval?.high ?? NaN,
    interval?.level ?? NaN,
    lower,
    pairs,
    stopped,
  ]),
});
