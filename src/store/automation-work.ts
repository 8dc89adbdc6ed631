/** What only scripts ask of the page: results and sweeps as plain data. Fetched when the first experiment is prepared. */
import type { App } from './state.ts';
import { Remembered } from '../record/evidence/remembered.ts';
import { inSlices } from './in-slices.ts';
import { resultJob, resultOf, type RunResult } from '../record/result.ts';
import { sweepRows, type SweepRow } from '../record/sweep/tables.ts';
import { publishedReport, type PublishedReport } from '../record/recorded/published.ts';
import { pathOf } from './files/entries.ts';
import { recordedOf } from './recorded/recorded.ts';
import type { TensorSummary } from '../worker/protocol-recorded.ts';
import { isMerged, openMerged } from './sweep/open-merged.ts';
import { sweepOf } from './sweep/sweep.ts';
import { jsonParts } from '../record/json-parts.ts';

type Recorded = Pick<App, 'store' | 'recorded'>;

/** The latest digest made in slices, of a revision. */
const digests = new Remembered<string>();

/** The result so far of the run on screen; throws before it is prepared. */
export function resultNow({ store, recorded }: Recorded): RunResult {
  const { run, revision } = store.getState();
  const history = recorded();
  if (run === null || history === null) throw new Error('The experiment is not prepared yet.');
  return resultOf(history, run.experimentId, digests.get(history, revision));
}

export async function resultInSlices(app: Recorded): Promise<RunResult> {
  const history = app.recorded();
  const { revision } = app.store.getState();
  const result = await madeInSlices(app, (made) => made);
  if (history !== null) digests.set(history, result.digest, revision);
  return result;
}

/** The digest of what is recorded so far; as it was computed before, if nothing was recorded since. */
export async function digestInSlices(app: Recorded): Promise<string> {
  const history = app.recorded();
  const known = history === null ? undefined : digests.get(history, app.store.getState().revision);
  return known ?? (await resultInSlices(app)).digest;
}

export const fileInSlices = (app: Recorded): Promise<Blob> =>
  madeInSlices(app, function* (made) {
    return yield* jsonFile(yield* made);
  });

function madeInSlices<Made>(
  { store, recorded }: Recorded,
  make: (result: Generator<void, RunResult>) => Generator<void, Made>,
): Promise<Made> {
  const { run } = store.getState();
  const history = recorded();
  if (run === null || history === null) throw new Error('The experiment is not prepared yet.');
  const job = make(resultJob(history, run.experimentId));
  return new Promise((resolve, reject) => {
    inSlices(job, resolve, reject);
  });
}

/** Starts the sweep of the present experiment at once; resolves at its end. */
export function runSweep(app: App): Promise<SweepRow[]> {
  const { store, actions } = sweepOf(app);
  const before = store.getState().generation;
  actions.start();
  const { generation } = store.getState();
  return new Promise((resolve, reject) => {
    if (generation === before) {
      reject(new Error('The link defines no sweep: it names no setting or no values.'));
      return;
    }
    const end = store.subscribe((state) => {
      if (state.generation !== generation) reject(new Error('Another sweep took its place.'));
      else if (state.lifecycle === 'stopped') reject(new Error('The sweep was stopped.'));
      else if (state.lifecycle === 'finished' && state.sweep !== null) resolve(sweepRows(state.sweep));
      else return;
      end();
    });
  });
}

export interface OpenedFiles {
  readonly runs: readonly string[];
  readonly checkpoints: number;
  readonly steps: readonly number[];
  readonly tensors: readonly TensorSummary[];
  readonly weights: number;
  readonly ignored: readonly { readonly name: string; readonly why: string }[];
  readonly notes: readonly string[];
  /** Of a merged sweep, as `sweep()` gives them; everything else is empty then. */
  readonly rows?: readonly SweepRow[];
}

export async function openRuns(app: App, files: readonly File[]): Promise<OpenedFiles> {
  const [first] = files;
  if (first !== undefined && files.length === 1 && (await isMerged(first))) {
    const wrong = await openMerged(app, first);
    if (wrong !== null) throw new Error(wrong);
    app.actions.showBench('sweep');
    const { sweep } = sweepOf(app).store.getState();
    const none = { runs: [], checkpoints: 0, steps: [], tensors: [], weights: 0, ignored: [], notes: [] };
    return { ...none, rows: sweep === null ? [] : sweepRows(sweep) };
  }
  app.actions.showBench('trajectory');
  const named = [...files].map((file) => ({ path: pathOf(file), file }));
  const { arrangement, runs, steps, tensors, weights, notes } = await recordedOf(app).actions.open(named);
  const checkpoints = arrangement.runs.flatMap((run) => run.checkpoints.filter(({ used }) => used)).length;
  return { runs, checkpoints, steps, tensors, weights, ignored: arrangement.ignored, notes };
}

export async function analyseRuns(app: App): Promise<PublishedReport> {
  const { report, analysis } = await recordedOf(app).actions.analyse();
  return publishedReport(report, analysis);
}

const mostLetters = 2 ** 20;

/** The whole as a file of parts, with pauses. */
export function* jsonFile(value: unknown): Generator<void, Blob> {
  const parts: Blob[] = [];
  let text = '';
  for (const part of jsonParts(value)) {
    text += part;
    if (text.length < mostLetters) continue;
    parts.push(new Blob([text]));
    text = '';
    yield;
  }
  return new Blob([...parts, text], { type: 'application/json' });
}
