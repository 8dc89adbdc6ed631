/**
 * Runs lines of a sweep's list and writes their results. Points that differ in their learning rate alone train together;
 * each has the result that it has alone.
 */
import { gzipSync } from 'node:zlib';
import { hostname } from 'node:os';
import { experimentId } from '../../core/digest.ts';
import { defaultSpec, engineLabel, type ExperimentSpec } from '../../experiment/fields.ts';
import { canonicalText, readLink } from '../../experiment/link/link.ts';
import { givenTarget } from '../../record/evidence/pairs.ts';
import type { RunHistory } from '../../record/history.ts';
import { resultOf, type RunResult } from '../../record/result.ts';
import { recordParts } from '../../record/saved/collection-file.ts';
import { keptRunOf } from '../../record/saved/record.ts';
import { hasRecords, specOf } from '../../record/sweep/files/plan-file.ts';
import { recordText } from '../../record/sweep/files/record-file.ts';
import { recordOf, summarise, targetOf } from '../../record/sweep/point-record.ts';
import { newTarget, targetSpec, withTarget } from '../../record/sweep/queue.ts';
import type { SweepTarget } from '../../record/sweep/sweep.ts';
import { messageOf } from '../../run/failure.ts';
import { maxTogether } from '../../run/plan/memory.ts';
import { UsageError } from '../commands.ts';
import { record, type Performing } from '../perform.ts';
import type { Place, SweepFolder } from './folder.ts';

/** Number of lines from which points are combined, and maximum number that train together: an interruption loses those. */
const window = 64;
const together = 8;

export interface Running extends Performing {
  /** Whether the whole record of every point is written too. */
  readonly full: boolean;
  /** Called before and after every run with the points that are running and those that are done now. */
  readonly onRun?: (running: readonly Place[], done: readonly Place[]) => void;
  /** Called with what failed, in words. */
  readonly onFailure?: (place: Place, why: string) => void;
}

export type RunOutcome = 'done' | 'failed' | 'interrupted';

interface Point extends Place {
  readonly spec: ExperimentSpec;
}

/** Runs those of the lines that have no result. Rejects if the target loss cannot be determined, or a file not be written. */
export async function runPoints(
  folder: SweepFolder,
  from: number,
  to: number,
  given: Running,
): Promise<RunOutcome> {
  let outcome = 'done' as RunOutcome;
  let waiting: Point[] = [];
  const runner = new Runner(folder, given);
  const clear = async (): Promise<void> => {
    for (const batch of batchesOf(waiting)) {
      const ended = await runner.run(batch);
      if (ended !== 'done') outcome = ended;
      if (ended === 'interrupted') return;
    }
    waiting = [];
  };
  for await (const place of folder.places(from, to)) {
    if (outcome === 'interrupted') continue;
    const found = await folder.result(place);
    if (found?.ok === true && (!given.full || (await folder.hasRecord(place.line))))
      given.onRun?.([], [place]);
    else waiting.push({ ...place, spec: specAt(place) });
    if (found?.ok === false) await folder.setAside(place.line);
    if (waiting.length >= window) await clear();
  }
  if (outcome !== 'interrupted') await clear();
  return outcome;
}

function specAt({ line, link }: Place): ExperimentSpec {
  const read = readLink(link);
  if (!read.ok)
    throw new UsageError(`Line ${line} of the list is not a link that can be run: ${read.reason}`);
  return read.spec;
}

/** Points of one shape, in groups that may train together. */
function batchesOf(points: readonly Point[]): Point[][] {
  const shapes = new Map<string, Point[]>();
  for (const point of points) {
    const shape = canonicalText({ ...point.spec, learningRate: defaultSpec.learningRate });
    shapes.set(shape, [...(shapes.get(shape) ?? []), point]);
  }
  return [...shapes.values()].flatMap((alike) => {
    const size = maxTogether(alike[0]!.spec, Math.min(together, alike.length));
    return Array.from({ length: Math.ceil(alike.length / size) }, (_, i) =>
      alike.slice(i * size, (i + 1) * size),
    );
  });
}

class Runner {
  readonly #folder: SweepFolder;
  readonly #given: Running;
  readonly #spec: ExperimentSpec;
  #target: SweepTarget;

  constructor(folder: SweepFolder, given: Running) {
    this.#folder = folder;
    this.#given = given;
    this.#spec = specOf(folder.plan);
    this.#target = newTarget(this.#spec, []);
  }

  /** If points fail together, each runs alone, to find out which of them fails. */
  async run(batch: readonly Point[]): Promise<RunOutcome> {
    if (!(await this.#hasTarget())) return 'interrupted';
    this.#given.onRun?.(batch, []);
    let histories: readonly RunHistory[] | null;
    try {
      histories = await this.#record(batch);
    } catch (error) {
      return batch.length === 1 ? this.#fail(batch[0]!, messageOf(error)) : this.#oneByOne(batch);
    }
    if (histories === null) return 'interrupted';
    for (const [i, point] of batch.entries()) await this.#write(point, histories[i]!, batch.length);
    this.#given.onRun?.([], batch);
    return 'done';
  }

  async #oneByOne(batch: readonly Point[]): Promise<RunOutcome> {
    let outcome: RunOutcome = 'done';
    for (const point of batch) {
      const ended = await this.run([point]);
      if (ended !== 'done') outcome = ended;
      if (ended === 'interrupted') break;
    }
    return outcome;
  }

  async #fail(point: Point, failure: string): Promise<RunOutcome> {
    const { line, link } = point;
    this.#given.onFailure?.(point, failure);
    await this.#folder.writeFailure({ line, link, host: hostname(), failure });
    return 'failed';
  }

  async #record(points: readonly Point[]): Promise<readonly RunHistory[] | null> {
    const rates = points.map((point) => point.spec.learningRate);
    const asked = { spec: points[0]!.spec, rates, told: 'losses', job: 'train', checked: false } as const;
    const { histories, end } = await record(asked, this.#given);
    return end === 'stopped' || histories.length < rates.length ? null : histories;
  }

  async #write({ line, link, spec }: Point, history: RunHistory, alike: number): Promise<void> {
    const measured = recordOf(history);
    const { loss } = this.#target;
    const arms = await summarise(measured, loss, () => Promise.resolve(), givenTarget(this.#spec));
    const packed = hasRecords(this.#folder.plan)
      ? { record: gzipSync(recordText(measured)).toString('base64') }
      : {};
    const id = experimentId(canonicalText(spec));
    const result = resultOf(history, id);
    // Before the result: a line is done once that is there.
    if (this.#given.full) await this.#writeRecord(line, history, id, result);
    await this.#folder.writeResult({
      line,
      link,
      engine: engineLabel(history.engine),
      ...adapterOf(history),
      target: loss,
      digest: result.digest,
      seconds: history.seconds / alike,
      arms: [...arms],
      ...packed,
    });
  }

  /** As a file of one saved run, which the page opens, with all that was measured. */
  async #writeRecord(line: number, history: RunHistory, id: string, result: RunResult): Promise<void> {
    const kept = keptRunOf(history, id, this.#folder.plan, Date.now());
    await this.#folder.writeRecord(line, recordParts(kept, result));
  }

  /**
   * The target loss of all points: given, or from the control of the experiment itself, which is run here if
   * there is no file of it. Two that do so at once write the same. False: interrupted.
   */
  async #hasTarget(): Promise<boolean> {
    if (this.#target.loss !== null || this.#target.failure !== null) return true;
    const found = await this.#folder.target();
    if (found?.ok === true) {
      this.#target = { ...this.#target, ...pick(found.value) };
      return true;
    }
    const spec = targetSpec(this.#spec);
    const asked = { spec, rates: [spec.learningRate], told: 'losses', job: 'train', checked: false } as const;
    const { histories, end } = await record(asked, this.#given);
    const [history] = histories;
    if (end === 'stopped' || history === undefined) return false;
    this.#target = withTarget(this.#target, targetOf(recordOf(history)));
    await this.#folder.writeTarget(pick(this.#target));
    return true;
  }
}

const adapterOf = ({ engine: { adapter } }: RunHistory): { adapter?: string } =>
  adapter === null ? {} : { adapter: `${adapter.vendor} ${adapter.architecture}` };

const pick = ({ loss, failure }: Pick<SweepTarget, 'loss' | 'failure'>) => ({ loss, failure });
