/**
 * A sweep as a folder: the list of points is the queue, files are the state. Every file is written whole or not at all,
 * and its name is its place in the list, so that machines that share the folder need not talk to each other.
 *
 *   plan.json          what is run and how it is judged; written last
 *   points.txt         a link a line
 *   target.json        the target loss, if the control of the experiment itself defines it
 *   results/N.json     the result of line N
 *   failures/N.json    why line N failed
 *   records/N.json.gz  the whole record of line N, if it was requested
 *   merged.json        all results in one file, for the page
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { planText, readPlan, type PlanFile } from '../../record/sweep/files/plan-file.ts';
import {
  fileText,
  readFailure,
  readPoint,
  readTarget,
  type FailureFile,
  type PointFile,
  type TargetFile,
} from '../../record/sweep/files/point-file.ts';
import type { Read } from '../../record/sweep/files/json.ts';
import { UsageError } from '../commands.ts';
import { codeOf, isPart, writeWhole } from '../output.ts';

/** A line of the list. */
export interface Place {
  /** From 1. */
  readonly line: number;
  readonly link: string;
}

/** A file that is there, whether or not it can be used; null: it is not there. */
type Found<File> = Read<File> | null;

/** Writes the list and then the plan. Throws a UsageError if the folder has another plan. */
export async function writePlan(
  path: string,
  links: () => Iterable<string>,
  planOf: (list: { readonly points: number; readonly list: string }) => PlanFile,
): Promise<SweepFolder> {
  const hash = createHash('sha256');
  let points = 0;
  for (const link of links()) {
    hash.update(`${link}\n`);
    points += 1;
  }
  const plan = planOf({ points, list: hash.digest('hex') });
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw new UsageError(`${path} is not a folder that can be written (${codeOf(error)})`);
  });
  const present = await textOf(join(path, planName));
  if (present !== null) {
    const read = readPlan(present);
    if (read.ok && read.value.digest === plan.digest) return new SweepFolder(path, plan);
    throw new UsageError(`${path} has another plan: use another folder for this one`);
  }
  await writeWhole(
    join(path, listName),
    (function* () {
      for (const link of links()) yield `${link}\n`;
    })(),
  );
  for (const folder of ['results', 'failures']) await mkdir(join(path, folder), { recursive: true });
  await writeWhole(join(path, planName), [planText(plan)]);
  return new SweepFolder(path, plan);
}

/** Throws a UsageError if it has no plan, or one that cannot be used. */
export async function openFolder(path: string): Promise<SweepFolder> {
  const text = await textOf(join(path, planName));
  if (text === null)
    throw new UsageError(`${path} has no plan.json: make one with "farcast sweep plan FOLDER LINK"`);
  const read = readPlan(text);
  if (!read.ok) throw new UsageError(`${join(path, planName)} cannot be used: ${read.problem}`);
  return new SweepFolder(path, read.value);
}

export class SweepFolder {
  readonly path: string;
  readonly plan: PlanFile;

  constructor(path: string, plan: PlanFile) {
    this.path = path;
    this.plan = plan;
  }

  get merged(): string {
    return join(this.path, 'merged.json');
  }

  /** Lines of the list, in order, one at a time. Throws an Error if the whole list is not the one of the plan. */
  async *places(from = 1, to = Infinity): AsyncGenerator<Place, void> {
    const hash = createHash('sha256');
    let line = 0;
    for await (const link of createInterface({
      input: createReadStream(join(this.path, listName)),
      crlfDelay: Infinity,
    })) {
      line += 1;
      hash.update(`${link}\n`);
      if (line >= from && line <= to) yield { line, link };
    }
    if (hash.digest('hex') !== this.plan.list)
      throw new UsageError(
        `${join(this.path, listName)} is not the list of plan.json: restore it, or plan in another folder`,
      );
  }

  async result({ line, link }: Place): Promise<Found<PointFile>> {
    const text = await textOf(this.#result(line));
    return text === null ? null : readPoint(text, this.plan, line, link);
  }

  async failure({ line, link }: Place): Promise<Found<FailureFile>> {
    const text = await textOf(this.#failure(line));
    return text === null ? null : readFailure(text, this.plan, line, link);
  }

  async target(): Promise<Found<TargetFile>> {
    const text = await textOf(this.#target);
    return text === null ? null : readTarget(text, this.plan);
  }

  async writeResult(file: Omit<PointFile, keyof Common>): Promise<void> {
    await this.#write(this.#result(file.line), { format: 'farcast-sweep-point', ...this.#common, ...file });
    await rm(this.#failure(file.line), { force: true });
  }

  hasRecord(line: number): Promise<boolean> {
    return access(this.#record(line)).then(
      () => true,
      () => false,
    );
  }

  /** Number of lines with a whole record. */
  async records(): Promise<number> {
    const names = await readdir(this.#records).catch(() => []);
    return names.filter((name) => /^\d+\.json\.gz$/.test(name)).length;
  }

  async writeRecord(line: number, texts: Iterable<string>): Promise<void> {
    await mkdir(this.#records, { recursive: true });
    await writeWhole(this.#record(line), [
      gzipSync(Buffer.concat(Array.from(texts, (text) => Buffer.from(text)))),
    ]);
  }

  async writeFailure(file: Omit<FailureFile, keyof Common>): Promise<void> {
    await this.#write(this.#failure(file.line), {
      format: 'farcast-sweep-failure',
      ...this.#common,
      ...file,
    });
  }

  async writeTarget(file: Omit<TargetFile, keyof Common>): Promise<void> {
    await this.#write(this.#target, { format: 'farcast-sweep-target', ...this.#common, ...file });
  }

  /** A file that cannot be used makes room for one that can, and is stored under another name. */
  async setAside(line: number): Promise<void> {
    await rename(this.#result(line), `${this.#result(line)}.unusable`).catch(() => undefined);
  }

  /** Removes what was never completed: for a folder in which nothing is left to run. */
  async tidy(): Promise<void> {
    for (const folder of [this.path, join(this.path, 'results'), join(this.path, 'failures'), this.#records])
      for (const name of await readdir(folder).catch(() => []))
        if (isPart(name)) await rm(join(folder, name), { force: true });
  }

  get #common() {
    const { digest, farcast } = this.plan;
    return { version: 1, plan: digest, farcast } as const;
  }

  get #target(): string {
    return join(this.path, 'target.json');
  }

  get #records(): string {
    return join(this.path, 'records');
  }

  readonly #record = (line: number): string => join(this.#records, `${line}.json.gz`);
  readonly #result = (line: number): string => join(this.path, 'results', `${line}.json`);
  readonly #failure = (line: number): string => join(this.path, 'failures', `${line}.json`);

  readonly #write = (path: string, file: PointFile | FailureFile | TargetFile): Promise<void> =>
    writeWhole(path, [fileText(file)]);
}

type Common = Pick<PointFile, 'format' | 'version' | 'plan' | 'farcast'>;

const planName = 'plan.json';
const listName = 'points.txt';

/** Null if there is no such file; nothing of what is no file, such as a device. */
async function textOf(path: string): Promise<string | null> {
  try {
    return (await stat(path)).isFile() ? await readFile(path, 'utf8') : '';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new Error(`${path} could not be read (${codeOf(error)})`, { cause: error });
  }
}
