/** Sweeps on the command line: the same rows as in the page, however the points are shared out, and what goes wrong. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHere } from '../../engine/host/processor.ts';
import { readLink } from '../../experiment/link/link.ts';
import type { RunResult } from '../../record/result.ts';
import { readCollection } from '../../record/saved/collection-file.ts';
import { SweepDriver } from '../../record/sweep/drive.ts';
import type { PlanFile } from '../../record/sweep/files/plan-file.ts';
import { readMerged } from '../../record/sweep/files/merged-file.ts';
import type { PointFile } from '../../record/sweep/files/point-file.ts';
import { recordOf } from '../../record/sweep/point-record.ts';
import { newSweep } from '../../record/sweep/queue.ts';
import type { Sweep } from '../../record/sweep/sweep.ts';
import { sweepRows } from '../../record/sweep/tables.ts';
import { hosted } from '../../record/testing/hosted.ts';
import type { Surroundings } from '../surroundings.ts';
import { said } from '../testing/said.ts';

const small = '#v=4&samples=32&layers=4&steps=60&seeds=1,2&arms=control,farcaster,recent';
const rates = `${small}&sweep=learningRate&values=0.1,0.5,1`;
const two = `${small}&sweep=window&values=8,16&across=damping&avalues=0.5,1`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farcast-sweep-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** As the page drives it, every point alone. */
async function driven(link: string): Promise<Sweep> {
  const read = readLink(link);
  if (!read.ok) throw new Error(read.reason);
  const driver = new SweepDriver(newSweep(read.spec)!, {
    batchOf: (_, first) => [first],
    run: async ([spec]) => ({ histories: [await hosted(spec!)] }),
    record: (history) => Promise.resolve(recordOf(history)),
    show: () => undefined,
    pause: () => Promise.resolve(),
  });
  await driver.drive();
  return driver.sweep;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const digestIn = (out: string): string => /Digest of the rows:\n(\w+)/.exec(out)![1]!;
const jsonIn = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const resultOf = (line: number): PointFile => jsonIn(`results/${line}.json`) as PointFile;

/** Plans, and runs these lines. */
async function ran(link: string, ...lines: readonly number[]): Promise<void> {
  expect((await said(['sweep', 'plan', folder, link])).code).toBe(0);
  for (const line of lines)
    expect(await said(['sweep', 'run', folder, String(line)])).toEqual({ code: 0, out: '', remarks: '' });
}

describe('farcast sweep', () => {
  it.each([
    ['of the learning rate, with its targets', rates],
    ['of two settings', two],
    ['to a given target', `${rates}&target=0.3`],
    ['to the target of the verdict', `${rates}&goal=0.3`],
  ])('has the rows of the page for a sweep %s', async (_, link) => {
    const rows = sweepRows(await driven(link));
    const { code, out } = await said(['sweep', link, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(rows)));
    const summary = await said(['sweep', link, '--threads', '1']);
    expect(digestIn(summary.out)).toBe(sha256(out));
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('farcast-sweep-')).length).toBeLessThan(5);
  });

  it('continues where it was interrupted, in the given folder', async () => {
    const interruption = new AbortController();
    let engines = 0;
    const openThreads: Surroundings['openThreads'] = () => ({
      start: (name, setup) => {
        engines += 1;
        // The target, then two points.
        if (engines === 3) interruption.abort();
        return startHere(name, setup);
      },
      close: () => undefined,
    });
    const command = ['sweep', two, '--out', folder];
    const first = await said(command, { openThreads, signal: interruption.signal });
    expect(first).toMatchObject({ code: 130, out: '' });
    expect(first.remarks).toContain('the same command continues there');
    expect(readdirSync(join(folder, 'results'))).toEqual(['1.json']);
    engines = 10;
    const second = await said(command, { openThreads });
    expect(second.code).toBe(0);
    expect(engines).toBe(13);
    expect(digestIn(second.out)).toBe(digestIn((await said(['sweep', two])).out));
  });

  it('says that nothing is saved without a folder, and how far it is', async () => {
    const told = await said(['sweep', two], { signal: AbortSignal.abort() });
    expect(told).toMatchObject({ code: 130, out: '' });
    expect(told.remarks).toContain('nothing was saved: with --out FOLDER');
    const { remarks } = await said(['sweep', rates], { isTerminal: true });
    expect(remarks).toMatch(/0 of 3 points/);
    expect(remarks.endsWith('\r\u001B[2K')).toBe(true);
  });

  it('sweeps three settings, beyond what a link holds, and prints a table', async () => {
    const tiny = '#v=4&samples=32&layers=2&steps=20&seeds=1&arms=control&target=0.5';
    const values = Array.from({ length: 20 }, (_, i) => (i + 1) / 100).join(',');
    const told = await said([
      'sweep',
      tiny,
      '--knob',
      `lr=${values}`,
      '--knob',
      'noise=0.1,0.2',
      '--knob',
      'batch=8,full',
      '--csv',
    ]);
    expect(told).toMatchObject({ code: 0, remarks: '' });
    const lines = told.out.trimEnd().split('\r\n');
    expect(lines).toHaveLength(81);
    expect(lines[0]).toMatch(/^lr,noise,batch,experiment,arm,status/);
    expect(lines[80]).toMatch(/^0.2,0.2,0,\w{6},control,done/);
    expect(new Set(lines).size).toBe(81);
    expect((await said(['sweep', two, '--knob', 'lr=1', '--knob', 'batch=8'])).remarks).toContain(
      'At most 3 settings',
    );
  });
});

describe('plan, run and merge', () => {
  it('have the same results for points that run alone and together, in any order, once or again', async () => {
    await ran(rates, 3, 1, 3, 2);
    const merged = await said(['sweep', 'merge', folder]);
    const together = await said(['sweep', rates, '--out', join(folder, 'here')]);
    expect(merged.out.split('\n').slice(1)).toEqual(together.out.split('\n').slice(1));
    expect(merged.code).toBe(0);
    for (const line of [1, 2, 3])
      expect(resultOf(line).digest).toBe((jsonIn(`here/results/${line}.json`) as PointFile).digest);
    expect(new Set([1, 2, 3].map((line) => resultOf(line).digest)).size).toBe(3);
    expect((await said(['sweep', 'merge', folder, '--json'])).out).toBe(
      (await said(['sweep', rates, '--json'])).out,
    );
  });

  it('write one file that has the whole sweep, and state whether the plan was followed', async () => {
    const { out } = await said(['sweep', 'plan', folder, rates]);
    const { digest } = jsonIn('plan.json') as PlanFile;
    expect(out).toContain(digest);
    await ran(rates, 1, 2, 3);
    const merged = await said(['sweep', 'merge', folder, '--registered', digest]);
    expect(merged.out).toContain('The plan was followed: all 3 points are there');
    const read = readMerged(readFileSync(join(folder, 'merged.json'), 'utf8'));
    if (!read.ok) throw new Error(read.problem);
    expect(read.value).toMatchObject({ files: 3, departures: [], digest: digestIn(merged.out) });
    const expected = await driven(rates);
    const { sweep } = read.value;
    expect(sweep).toEqual({ ...expected, keepsLosses: false, target: { ...expected.target, point: null } });
    const other = await said(['sweep', 'merge', folder, '--registered', 'a'.repeat(64)]);
    expect(other.out).toContain('The plan was not followed: the registered plan has the digest aaaa');
  });

  it('name what is missing, and merge a part if asked to', async () => {
    await ran(rates, 2);
    const told = await said(['sweep', 'merge', folder]);
    expect(told).toMatchObject({ code: 3, out: '' });
    expect(told.remarks).toBe(
      `farcast: line 1: it has no result.\nfarcast: line 3: it has no result.\nfarcast: 2 of 3 points are missing: run "farcast sweep run ${folder} 1" and likewise lines 3.\n`,
    );
    expect(existsSync(join(folder, 'merged.json'))).toBe(false);
    const partial = await said(['sweep', 'merge', folder, '--partial']);
    expect(partial.code).toBe(3);
    expect(partial.out).toContain('The plan was not followed: 2 of 3 points are missing');
    const rows = JSON.parse((await said(['sweep', 'merge', folder, '--partial', '--json'])).out) as {
      status: string;
    }[];
    expect(rows.map(({ status }) => status)).toEqual(
      ['waiting', 'done', 'waiting'].flatMap((one) => [one, one, one]),
    );
  });

  it('write whole records beside the results on request, which saved runs of the page read', async () => {
    await ran(rates, 1);
    const full = (line: number) => said(['sweep', 'run', folder, String(line), '--full']);
    const before = resultOf(1);
    for (const line of [1, 2]) expect(await full(line)).toEqual({ code: 0, out: '', remarks: '' });
    expect(resultOf(1).digest).toBe(before.digest);
    const text = gunzipSync(readFileSync(join(folder, 'records/2.json.gz'))).toString();
    const { result } = JSON.parse(text) as { result: RunResult };
    expect(result.digest).toBe(resultOf(2).digest);
    expect(result.arms[0]!.replicas[0]!.loss).toHaveLength(60);
    const read = readCollection(text);
    if (!read.ok) throw new Error(read.problem);
    expect(read.leftOut).toBe(0);
    expect(read.runs[0]).toMatchObject({
      link: resultOf(2).link.slice(1),
      experimentId: result.experimentId,
    });
    expect(read.runs[0]!.curves.map(({ loss }) => loss.length)).toEqual([61, 61, 61]);
    // There is nothing left to do: it would fail.
    const openThreads: Surroundings['openThreads'] = () => ({
      start: () => Promise.reject(new Error('nothing is to be run')),
      close: () => undefined,
    });
    expect((await said(['sweep', 'run', folder, '2', '--full'], { openThreads })).code).toBe(0);
    await ran(rates, 3);
    const merged = await said(['sweep', 'merge', folder]);
    expect(merged.out).toContain('Whole records, records/N.json.gz: 2 of 3.\n');
    expect(readdirSync(join(folder, 'records'))).toEqual(['1.json.gz', '2.json.gz']);
    const nowhere = await said(['sweep', rates, '--full']);
    expect(nowhere).toMatchObject({ code: 2, out: '' });
    expect(nowhere.remarks).toContain('--out FOLDER');
  });

  it('run several lines at once, and none twice', async () => {
    await ran(rates);
    expect((await said(['sweep', 'run', folder, '2', '--count', '9'])).code).toBe(0);
    expect(readdirSync(join(folder, 'results'))).toEqual(['2.json', '3.json']);
    const openThreads: Surroundings['openThreads'] = () => ({
      start: () => Promise.reject(new Error('nothing is to be run')),
      close: () => undefined,
    });
    expect((await said(['sweep', 'run', folder, '2', '--count', '2'], { openThreads })).code).toBe(0);
  });

  it('record a failure as a file that says why, and remove it once the point is there', async () => {
    await ran(rates, 1);
    const fails: Surroundings['openThreads'] = () => ({
      start: () => Promise.reject(new Error('out of luck')),
      close: () => undefined,
    });
    const told = await said(['sweep', 'run', folder, '2', '--count', '2'], { openThreads: fails });
    expect(told.code).toBe(1);
    expect(told.remarks).toContain('farcast: line 3 failed: No engine could be started: out of luck.');
    expect(jsonIn('failures/2.json')).toMatchObject({
      line: 2,
      failure: 'No engine could be started: out of luck',
    });
    const merged = await said(['sweep', 'merge', folder]);
    expect(merged.remarks).toContain('line 2: it failed: No engine could be started: out of luck.');
    await ran(rates, 2, 3);
    expect(readdirSync(join(folder, 'failures'))).toEqual([]);
    expect((await said(['sweep', 'merge', folder])).code).toBe(0);
  });
});

describe('a sweep of the fused engine', () => {
  it('opens the graphics device for its lines, and closes it; without one, nothing is written', async () => {
    const fused = `${two}&target=0.4&engine=fused`;
    expect((await said(['sweep', 'plan', folder, fused])).code).toBe(0);
    expect(await said(['sweep', 'run', folder, '1'])).toMatchObject({ code: 2, out: '' });
    expect(readdirSync(join(folder, 'failures'))).toEqual([]);
    const calls: string[] = [];
    const openGpu: Surroundings['openGpu'] = () => {
      calls.push('open');
      return Promise.resolve({
        start: (setup) => {
          calls.push('start');
          return startHere('reference', setup);
        },
        ...{ state: 'ready', close: () => calls.push('close') },
      });
    };
    expect((await said(['sweep', 'run', folder, '1', '--count', '2'], { openGpu })).code).toBe(0);
    expect(calls).toEqual(['open', 'start', 'start', 'close']);
    expect(readdirSync(join(folder, 'results'))).toEqual(['1.json', '2.json']);
  });
});

describe('what is wrong with a folder', () => {
  it('is said in one line, and never tried again where that is useless', async () => {
    await ran(rates, 1, 2, 3);
    const beyond = await said(['sweep', 'run', folder, '4']);
    expect(beyond).toEqual({
      code: 2,
      out: '',
      remarks: `farcast: ${folder} has 3 lines: there is no line 4.\n`,
    });
    const second = await said(['sweep', 'plan', folder, two]);
    expect(second).toMatchObject({ code: 2 });
    expect(second.remarks).toContain('has another plan');
    const version = await said(['sweep', 'run', folder, '1'], { version: '9.9.9' });
    expect(version).toMatchObject({ code: 1 });
    expect(version.remarks).toContain('was planned with farcast 0.0.0, this is 9.9.9');
    const list = readFileSync(join(folder, 'points.txt'), 'utf8');
    writeFileSync(join(folder, 'points.txt'), list.replace('lr=0.5', 'lr=0.6'));
    const changed = await said(['sweep', 'merge', folder]);
    expect(changed).toMatchObject({ code: 2 });
    expect(changed.remarks).toContain('points.txt is not the list of plan.json');
    const plan = readFileSync(join(folder, 'plan.json'), 'utf8');
    writeFileSync(join(folder, 'plan.json'), plan.replace('"points": 3', '"points": 4'));
    expect((await said(['sweep', 'merge', folder])).remarks).toContain('it was changed after it was made');
  });

  it.each<[what: string, text: (own: string, other: string) => string, why: RegExp]>([
    ['cut off', (own) => own.slice(0, 300), /not complete JSON/],
    ['empty', () => '', /it is empty/],
    ['of another line', (_, other) => other, /belongs to line 2/],
    ['of another plan', (own) => own.replace(/"plan":"\w/, '"plan":"f'), /belongs to another plan/],
    [
      'of another version',
      (own) => own.replace('"farcast":"0.0.0"', '"farcast":"0.1.0"'),
      /it is of version 0\.1\.0/,
    ],
    ['something else', () => '{"hello":[1]}', /it is not the result of a point/],
  ])('a result that is %s is not counted, moved aside, and made again', async (_, text, why) => {
    await ran(rates, 1, 2, 3);
    const path = join(folder, 'results/3.json');
    const [own, other] = [3, 2].map((line) => readFileSync(join(folder, `results/${line}.json`), 'utf8'));
    // A plan's digest may begin with f.
    const bad = text(own!, other!);
    writeFileSync(path, bad === own ? own.replace(/"plan":"\w/, '"plan":"e') : bad);
    const told = await said(['sweep', 'merge', folder]);
    expect(told).toMatchObject({ code: 3, out: '' });
    expect(told.remarks).toMatch(why);
    await ran(rates, 3);
    expect({ ...resultOf(3), seconds: 0 }).toEqual({ ...(JSON.parse(own!) as PointFile), seconds: 0 });
    expect(existsSync(`${path}.unusable`)).toBe(true);
    expect((await said(['sweep', 'merge', folder])).code).toBe(0);
  });

  it('results of engines that round differently are not merged', async () => {
    await ran(rates, 1, 2, 3);
    const path = join(folder, 'results/2.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"engine":"simd"', '"engine":"reference"'));
    expect((await said(['sweep', 'merge', folder])).code).toBe(0);
    const onDevice = (line: number, adapter: string): void => {
      const file = { ...resultOf(line), engine: 'fused on webgpu', adapter };
      writeFileSync(join(folder, `results/${line}.json`), JSON.stringify(file));
    };
    onDevice(2, 'nvidia hopper');
    const told = await said(['sweep', 'merge', folder]);
    expect(told).toMatchObject({ code: 1, out: '' });
    expect(told.remarks).toContain('line 2 on fused on webgpu (nvidia hopper), which round differently');
    onDevice(1, 'nvidia hopper');
    onDevice(3, 'nvidia hopper');
    expect((await said(['sweep', 'merge', folder])).code).toBe(0);
    onDevice(3, 'google swiftshader');
    expect((await said(['sweep', 'merge', folder])).remarks).toContain(
      'Line 1 was trained on fused on webgpu (nvidia hopper), line 3 on fused on webgpu (google swiftshader)',
    );
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk is said, and loses nothing', async () => {
    await ran(rates);
    symlinkSync('/dev/full', join(folder, 'target.json'));
    const told = await said(['sweep', 'run', folder, '2']);
    expect(told).toMatchObject({ code: 1 });
    expect(told.remarks).toContain('target.json could not be written: there is no room on the disk');
    expect(readdirSync(join(folder, 'results'))).toEqual([]);
    rmSync(join(folder, 'target.json'));
    await ran(rates, 1, 2, 3);
    expect((await said(['sweep', 'merge', folder])).code).toBe(0);
  });

  it('a result whose rename is seen late is missing until then, and counted once', async () => {
    await ran(rates, 1, 2, 3);
    const path = join(folder, 'results/3.json');
    renameSync(path, join(folder, 'results/.farcast-0123.part'));
    expect((await said(['sweep', 'merge', folder])).code).toBe(3);
    await ran(rates, 3);
    expect((await said(['sweep', 'merge', folder])).code).toBe(0);
    // Nothing is left to run: what was never completed is removed.
    expect(readdirSync(join(folder, 'results'))).toEqual(['1.json', '2.json', '3.json']);
  });
});
