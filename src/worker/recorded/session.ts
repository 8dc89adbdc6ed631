/**
 * Recorded runs from files to analyses, for the page's worker and for the command line: what is open, and what is done
 * with it. Independent of workers and processes. A call that fails leaves what was open as it was.
 */
import { StreamedTrajectory } from '../../engine/recorded/recorded-trajectory.ts';
import { readPageLink } from '../../experiment/link/page-link.ts';
import { farcastFile, type Farcast } from '../../formats/runs/farcast.ts';
import type { Arrangement } from '../../formats/runs/order.ts';
import { closeHdf5 } from '../../formats/keras/hdf5.ts';
import { proposeRuns } from '../../formats/runs/propose.ts';
import { openRuns, type OpenedRuns } from '../../formats/runs/runs.ts';
import { FormatError, type ByteSource } from '../../formats/source.ts';
import { analyseRecorded, castRecorded } from '../../run/recorded/analyse.ts';
import { castWeights, type CastRequest } from '../../run/recorded/cast.ts';
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';
import { RecordedFailure } from '../../run/recorded/plan.ts';
import { settingsOfExperiment } from '../../run/recorded/saved.ts';
import { settingsFor, type RecordedSettings } from '../../run/recorded/settings.ts';
import type { OpenedSummary } from '../protocol-recorded.ts';

/** Reports what is being done, and returns whether to continue. */
export type Report = (phase: string, share: number) => Promise<boolean>;

export class RecordedSession {
  #sources: readonly ByteSource[] = [];
  #arrangement: Arrangement | null = null;
  #opened: OpenedRuns | null = null;

  /** Rejects with a FormatError or a RecordedFailure: a sentence for a person. */
  async open(sources: readonly ByteSource[], report: Report): Promise<OpenedSummary> {
    const progress = stopper(report, 'Reading the headers of files');
    return released(async () => {
      const proposal = await proposeRuns(sources, progress.tell);
      return this.#openAs(proposal.arrangement, proposal.sources, '', report);
    });
  }

  /** The same files in another order. `filter`: names of tensors, with * for anything; empty: all. */
  rearrange(arrangement: Arrangement, filter: string, report: Report): Promise<OpenedSummary> {
    return released(() => this.#openAs(arrangement, this.#sources, filter, report));
  }

  analyse(settings: RecordedSettings, report: Report): Promise<RecordedAnalysis> {
    const { recorded } = this.#runs();
    return released(() => analyseRecorded(recorded, settings, { open: openTrajectory, turn: report }));
  }

  /** The forecast as a file of safetensors. */
  async farcast(settings: RecordedSettings, request: CastRequest, report: Report): Promise<Farcast> {
    const { recorded, file } = this.#runs();
    const services = { open: openTrajectory, turn: report };
    const cast = await castRecorded(recorded, settings, request, services);
    const checkpoint = recorded.steps.indexOf(request.anchor);
    return farcastFile(
      await file(request.run, checkpoint),
      recorded.parameters,
      (from, to) => castWeights(recorded, cast, from, to),
      {
        'farcast.run': recorded.runs[request.run]?.name ?? String(request.run),
        'farcast.method': request.method,
        'farcast.from': String(request.anchor),
        'farcast.to': String(cast.step),
      },
    );
  }

  async #openAs(
    arrangement: Arrangement,
    sources: readonly ByteSource[],
    filter: string,
    report: Report,
  ): Promise<OpenedSummary> {
    const progress = stopper(report, 'Reading the headers of checkpoints');
    const opened = await openRuns(arrangement, sources, { names: filter, progress: progress.tell });
    if (!(await progress.goesOn())) throw new RecordedFailure('it was cancelled');
    const { settings, link, note } = settingsOfFiles(opened);
    this.#sources = sources;
    this.#arrangement = arrangement;
    this.#opened = opened;
    const { recorded, tensors, losses, notes } = opened;
    return {
      arrangement,
      runs: recorded.runs.map(({ name }) => name),
      steps: recorded.steps,
      tensors: tensors.map(({ name, dtype, shape, leftOut }) => ({
        ...{ name, dtype, shape },
        used: leftOut === null,
        why: leftOut,
      })),
      weights: recorded.parameters.count,
      losses: losses.map(({ run, file, losses: own }) => ({ ...own, run: run ?? file })),
      notes: [...notes, ...(note === null ? [] : [note])],
      ...{ settings, link },
    };
  }

  #runs(): OpenedRuns {
    if (this.#opened === null || this.#arrangement === null) throw new FormatError('No runs are open');
    return this.#opened;
  }
}

/** Closes what a library opened for a call; it is opened again when it is read. */
const released = <Answer>(call: () => Promise<Answer>): Promise<Answer> => call().finally(closeHdf5);

const openTrajectory = (...given: ConstructorParameters<typeof StreamedTrajectory>): StreamedTrajectory =>
  new StreamedTrajectory(...given);

/** Reports progress to something that cannot wait: the answer to the last report counts at the next. */
function stopper(
  report: Report,
  phase: string,
): { readonly tell: (done: number, of: number) => void; readonly goesOn: () => Promise<boolean> } {
  let last = Promise.resolve(true);
  let isStopped = false;
  return {
    tell: (done, of) => {
      if (isStopped) throw new RecordedFailure('it was cancelled');
      last = report(phase, done / of);
      void last.then((goesOn) => {
        isStopped ||= !goesOn;
      });
    },
    goesOn: () => last,
  };
}

/** Runs that this page saved are analysed as their experiment was; others as suits the number of their checkpoints. */
function settingsOfFiles({ saved, recorded }: OpenedRuns): {
  readonly settings: RecordedSettings;
  readonly link: string | null;
  readonly note: string | null;
} {
  const usual = settingsFor(recorded.steps);
  const link = saved[0]?.link ?? null;
  if (link === null || saved.some((one) => one?.link !== link))
    return { settings: usual, link: null, note: null };
  const read = readPageLink(link);
  if (!read.ok)
    return {
      settings: usual,
      link: null,
      note: `The link of their experiment cannot be read: ${read.reason}`,
    };
  return { settings: settingsOfExperiment(read.spec), link, note: null };
}
