/** Checks and combines the results of a sweep: one point in memory at a time. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { readLink } from '../../experiment/link/link.ts';
import { isProcessorEngine } from '../../engine/host/processor.ts';
import { csvText } from '../../record/files/csv.ts';
import { alone, mergedTexts, sweepPoint, type MergedPoint } from '../../record/sweep/files/merged-file.ts';
import type { PointFile } from '../../record/sweep/files/point-file.ts';
import { hasRecords, specOf } from '../../record/sweep/files/plan-file.ts';
import { readRecord } from '../../record/sweep/files/record-file.ts';
import type { PointRecord } from '../../record/sweep/point-record.ts';
import { newTarget } from '../../record/sweep/queue.ts';
import type { Sweep, TunedTarget } from '../../record/sweep/sweep.ts';
import { sweepRows, sweepTable } from '../../record/sweep/tables.ts';
import { tunedRows } from '../../record/sweep/targets.ts';
import { writeWhole } from '../output.ts';
import type { Place, SweepFolder } from './folder.ts';

export interface Merged {
  readonly points: number;
  readonly done: number;
  /** Lines without a usable result, and why not, in words. */
  readonly missing: readonly { readonly line: number; readonly why: string }[];
  /** SHA-256 of the rows as JSON, as `rowTexts` has them; null: nothing was merged. */
  readonly digest: string | null;
  readonly targets: readonly TunedTarget[];
  readonly departures: readonly string[];
}

/** Lines that are named one by one. */
const maxNamed = 10_000;

/**
 * Writes merged.json, unless points are missing and it is not to be partial. Rejects with an Error if results are of
 * different engines.
 */
export async function merge(
  folder: SweepFolder,
  partial: boolean,
  registered: string | null,
): Promise<Merged> {
  const { plan } = folder;
  const spec = specOf(plan);
  const target = await targetOf(folder);
  const survey = await surveyOf(folder);
  const departures = departuresOf(plan, survey, registered);
  const targets = hasRecords(plan) ? await tunedRows(survey.records, () => Promise.resolve()) : [];
  const { missing, done } = survey;
  let digest: string | null = null;
  if (missing.length === 0 || partial) {
    const rows = new Rows({ spec, knobs: plan.knobs.map(({ knob }) => knob), target }, folder, targets);
    await writeWhole(
      folder.merged,
      mergedTexts(
        { plan, target: { loss: target.loss, failure: target.failure } },
        rows.points(),
        async () => ({
          ...{ departures: [...departures], targets, files: done },
          digest: (digest = rows.digest()),
        }),
      ),
    );
  }
  if (missing.length === 0) await folder.tidy();
  return { points: plan.points, done, missing, digest, targets, departures };
}

type Heading = Pick<Sweep, 'spec' | 'knobs' | 'target'>;

async function targetOf(folder: SweepFolder): Promise<Sweep['target']> {
  const target = newTarget(specOf(folder.plan), []);
  if (target.kind === 'given') return target;
  const found = await folder.target();
  return found?.ok === true ? { ...target, loss: found.value.loss, failure: found.value.failure } : target;
}

interface Survey {
  readonly done: number;
  readonly missing: Merged['missing'];
  /** Of the points with losses, by index. */
  readonly records: ReadonlyMap<number, PointRecord>;
}

/** Reads every file once. */
async function surveyOf(folder: SweepFolder): Promise<Survey> {
  const records = new Map<number, PointRecord>();
  const missing: { line: number; why: string }[] = [];
  const engines = new Map<string, number>();
  let done = 0;
  for await (const place of folder.places()) {
    const found = await usable(folder, place);
    if (typeof found === 'string') {
      if (missing.length < maxNamed) missing.push({ line: place.line, why: found });
      continue;
    }
    done += 1;
    if (!engines.has(arithmetic(found))) engines.set(arithmetic(found), place.line);
    if (hasRecords(folder.plan)) records.set(place.line - 1, recordIn(found, place));
  }
  const [first, second] = engines;
  if (first !== undefined && second !== undefined)
    throw new Error(
      `Line ${first[1]} was trained on ${first[0]}, line ${second[1]} on ${second[0]}, which round differently: remove the results of one and run those lines again`,
    );
  return { done, missing, records };
}

/** Engines with equal results have one name; graphics devices have a separate one each. */
const arithmetic = ({ engine, adapter }: PointFile): string =>
  isProcessorEngine(engine) ? 'the processor' : adapter === undefined ? engine : `${engine} (${adapter})`;

/** The result of a line, or why there is none. */
async function usable(folder: SweepFolder, place: Place): Promise<PointFile | string> {
  const found = await folder.result(place);
  if (found?.ok === true) return found.value;
  if (found !== null) return `results/${place.line}.json cannot be used: ${found.problem}`;
  const failed = await folder.failure(place);
  return failed?.ok === true ? `it failed: ${failed.value.failure}` : missingText;
}

const missingText = 'it has no result';

function recordIn({ record = '' }: PointFile, { line }: Place): PointRecord {
  const read = readRecord(gunzipSync(Buffer.from(record, 'base64')).toString());
  if (!read.ok) throw new Error(`The losses in results/${line}.json cannot be used: ${read.problem}`);
  return read.value;
}

function departuresOf(
  plan: SweepFolder['plan'],
  { missing, done }: Survey,
  registered: string | null,
): string[] {
  const failed = missing.filter(({ why }) => why !== missingText).length;
  return [
    ...(registered !== null && registered !== plan.digest
      ? [`the registered plan has the digest ${registered}, this one ${plan.digest}`]
      : []),
    ...(done < plan.points
      ? [
          `${plan.points - done} of ${plan.points} points are missing${failed > 0 ? `, ${failed} of them failed or unusable` : ''}`,
        ]
      : []),
  ];
}

async function* pointsOf(folder: SweepFolder): AsyncGenerator<MergedPoint, void> {
  const { knobs } = folder.plan;
  for await (const place of folder.places()) {
    const found = await usable(folder, place);
    const read = readLink(place.link);
    if (!read.ok) throw new Error(`Line ${place.line}: ${read.reason}`);
    const values = knobs.map(({ knob }) => read.spec[knob]);
    if (typeof found !== 'string') {
      const { engine, digest, arms } = found;
      yield { values, status: 'done', failure: null, engine, digest, arms };
    } else {
      const failure = found === missingText ? null : found.replace(/^it failed: /, '');
      const status = failure === null ? 'waiting' : 'failed';
      yield { values, status, failure, engine: null, digest: null, arms: [] };
    }
  }
}

/** The rows that `farcast.sweep()` has in the page, computed point by point. */
class Rows {
  readonly #heading: Heading;
  readonly #folder: SweepFolder;
  readonly #targets: readonly TunedTarget[];
  readonly #hash = createHash('sha256');

  constructor(heading: Heading, folder: SweepFolder, targets: readonly TunedTarget[]) {
    this.#heading = heading;
    this.#folder = folder;
    this.#targets = targets;
  }

  /** All points; afterwards the digest is known. */
  async *points(): AsyncGenerator<MergedPoint, void> {
    let index = 0;
    for await (const point of pointsOf(this.#folder)) {
      this.#hash.update(this.#json(this.#alone(point, index), index));
      index += 1;
      yield point;
    }
    this.#hash.update(']\n');
  }

  /** SHA-256 of what `texts('json')` gives. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  async *texts(format: 'json' | 'csv'): AsyncGenerator<string, void> {
    let index = 0;
    for await (const point of pointsOf(this.#folder)) {
      const sweep = this.#alone(point, index);
      yield format === 'json' ? this.#json(sweep, index) : csvPart(csvText(sweepTable(sweep)), index);
      index += 1;
    }
    if (format === 'json') yield ']\n';
  }

  #alone(point: MergedPoint, index: number): Sweep {
    const { spec } = this.#heading;
    return alone(this.#heading, sweepPoint(this.#folder.plan, spec, point), this.#targets, index);
  }

  #json(sweep: Sweep, index: number): string {
    return (index === 0 ? '[' : ',') + JSON.stringify(sweepRows(sweep)).slice(1, -1);
  }
}

/** The names of the columns once. */
const csvPart = (text: string, index: number): string =>
  index === 0 ? text : text.slice(text.indexOf('\n') + 1);

/** The rows of a merged folder, as JSON or as CSV. */
export async function* rowTexts(
  folder: SweepFolder,
  { targets }: Pick<Merged, 'targets'>,
  format: 'json' | 'csv',
): AsyncGenerator<string, void> {
  const knobs = folder.plan.knobs.map(({ knob }) => knob);
  const heading = { spec: specOf(folder.plan), knobs, target: await targetOf(folder) };
  yield* new Rows(heading, folder, targets).texts(format);
}
