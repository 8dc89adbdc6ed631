/** The program without a process: its output, exit codes and files. */
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { experimentId } from '../core/digest.ts';
import { startHere } from '../engine/host/processor.ts';
import { canonicalText, readLink } from '../experiment/link/link.ts';
import { resultOf, type RunResult } from '../record/result.ts';
import { hosted } from '../record/testing/hosted.ts';
import type { Surroundings } from './surroundings.ts';
import { said } from './testing/said.ts';
import { openThreads } from './machine/threads.ts';

const link = '#v=2&samples=32&layers=4&steps=60&seeds=1,2';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farcast-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function resultHere(): Promise<RunResult> {
  const read = readLink(link);
  if (!read.ok) throw new Error(read.reason);
  return resultOf(await hosted(read.spec), experimentId(canonicalText(read.spec)));
}

/** As written to files: JSON has no infinity, and the time differs. */
const plain = (result: unknown): unknown => ({
  ...(JSON.parse(JSON.stringify(result)) as RunResult),
  seconds: 0,
  engine: null,
});

describe('farcast run', () => {
  it('prints the verdict and the digest that the page has', async () => {
    const result = await resultHere();
    for (const form of [link, link.slice(1), `https://somewhere.example/page/${link}`])
      expect(await said(['run', form])).toEqual({
        code: 0,
        out: `${result.verdict.sentence}\n${result.digest}\n`,
        remarks: '',
      });
    const input = await said(['run', '-'], { readInput: async () => `${link}\n` });
    expect(input.out).toContain(result.digest);
  });

  it('prints or writes the whole result as JSON', async () => {
    const result = plain(await resultHere());
    const printed = await said(['run', link, '--json']);
    expect(plain(JSON.parse(printed.out))).toEqual(result);
    const file = join(folder, 'result.json');
    const written = await said(['run', link, '--out', file]);
    expect(written.code).toBe(0);
    expect(plain(JSON.parse(readFileSync(file, 'utf8')))).toEqual(result);
    expect(readdirSync(folder)).toEqual(['result.json']);
  });

  it('reports corrections of a link, unless --quiet is given', async () => {
    const mangled = 'v=2&amp;samples=32&amp;layers=4&amp;steps=60&amp;seeds=1,2&amp;colour=red';
    const { code, remarks } = await said(['run', mangled]);
    expect(code).toBe(0);
    expect(remarks).toContain('colour');
    expect((await said(['run', mangled, '--quiet'])).remarks).toBe('');
  });

  it('shows on a terminal how far it is, and leaves nothing of it', async () => {
    const { remarks } = await said(['run', link], { isTerminal: true });
    expect(remarks).toMatch(/Step \d+ of 60 · \d+ %/);
    expect(remarks.endsWith('\r\u001B[2K')).toBe(true);
    expect((await said(['run', link, '--quiet'], { isTerminal: true })).remarks).toBe('');
  });

  it('spreads its replicas over the requested number of threads, or one per core', async () => {
    const counts: number[] = [];
    const openThreads: Surroundings['openThreads'] = (count) => {
      counts.push(count);
      return { start: startHere, close: () => counts.push(-count) };
    };
    await said(['run', link], { openThreads, cores: 5 });
    await said(['run', link, '--threads', '3'], { openThreads });
    expect(counts).toEqual([5, -5, 3, -3]);
  });

  it.each([
    ['before anything was recorded', 0],
    ['in its middle', 2],
  ])('ends cleanly when it is interrupted %s', async (_, engines) => {
    const interruption = new AbortController();
    let left = engines;
    const openThreads: Surroundings['openThreads'] = () => ({
      start: async (name, setup) => {
        const engine = await startHere(name, setup);
        const train = engine.train.bind(engine);
        engine.train = (steps) => {
          left -= 1;
          if (left === 0) interruption.abort();
          return train(steps);
        };
        return engine;
      },
      close: () => undefined,
    });
    if (engines === 0) interruption.abort();
    const file = join(folder, 'result.json');
    const long = link.replace('steps=60', 'steps=20000');
    const told = await said(['run', long, '--out', file], { openThreads, signal: interruption.signal });
    expect(told.code).toBe(130);
    expect(told.out).toBe('');
    if (engines === 0) expect(readdirSync(folder)).toEqual([]);
    else {
      const result = JSON.parse(readFileSync(file, 'utf8')) as RunResult & { unfinished?: boolean };
      expect(result.unfinished).toBe(true);
      expect(result.steps).toBeGreaterThan(0);
      expect(result.steps).toBeLessThan(20_000);
    }
  });

  it('keeps a file that was there when the run fails', async () => {
    const file = join(folder, 'result.json');
    writeFileSync(file, 'precious');
    const fails: Surroundings['openThreads'] = () => ({
      start: () => Promise.reject(new Error('out of luck')),
      close: () => undefined,
    });
    const told = await said(['run', link, '--out', file], { openThreads: fails });
    expect(told).toMatchObject({ code: 1, out: '' });
    expect(told.remarks).toBe('farcast: No engine could be started: out of luck.\n');
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toEqual(['result.json']);
  });

  it('keeps a symbolic link as it is, and who may read the file', async () => {
    const [file, pointer] = [join(folder, 'result.json'), join(folder, 'pointer.json')];
    symlinkSync('result.json', pointer);
    const early = await said(['run', link, '--out', pointer]);
    expect(early).toMatchObject({ code: 2, out: '' });
    expect(early.remarks).toContain('is a link to a file that does not exist');
    writeFileSync(file, 'old', { mode: 0o600 });
    expect((await said(['run', link, '--out', pointer])).code).toBe(0);
    expect(lstatSync(pointer).isSymbolicLink()).toBe(true);
    expect((JSON.parse(readFileSync(file, 'utf8')) as RunResult).steps).toBe(60);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'writes devices themselves, and says when there is no room',
    async () => {
      const told = await said(['run', link, '--out', '/dev/full']);
      expect(told).toMatchObject({ code: 1, out: '' });
      expect(told.remarks).toContain('/dev/full could not be written: there is no room on the disk');
      expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
    },
  );

  it('says when its output cannot be written', async () => {
    const print = (): Promise<void> => Promise.reject(new Error('no room'));
    expect(await said(['run', link], { print })).toMatchObject({ code: 1, remarks: 'farcast: no room.\n' });
  });

  it('says when an engine thread ends', async () => {
    const script = new URL('data:text/javascript,process.exit()');
    const told = await said(['run', link], { openThreads: () => openThreads(2, script) });
    expect(told).toMatchObject({ code: 1, out: '' });
    expect(told.remarks).toBe('farcast: No engine could be started: an engine thread ended.\n');
  });

  it('says why data is not available, and what does not fit into memory', async () => {
    const images = await said(['run', '#v=2&task=fashion-mnist&steps=10']);
    expect(images.code).toBe(1);
    expect(images.remarks).toContain('farcast: Fashion-MNIST could not be loaded: no images.\n');
    const large = await said(['run', '#v=2&layers=512,512,512,512,512,512&seeds=1-1000&steps=20000']);
    expect(large.code).toBe(1);
    expect(large.remarks).toMatch(/GB of memory.*Try /);
  });
});

describe('farcast verify', () => {
  it('says whether a digest is that of the run', async () => {
    const { digest } = await resultHere();
    expect(await said(['verify', link, digest.toUpperCase()])).toMatchObject({
      code: 0,
      out: `Equal: ${digest}\n`,
    });
    const other = digest.replace(/^./, (first) => (first === '0' ? '1' : '0'));
    const told = await said(['verify', link, other]);
    expect(told.code).toBe(1);
    expect(told.out).toBe(`Different: the run gives ${digest}, not ${other}\n`);
  });
});

describe('what cannot be used', () => {
  it.each<[args: readonly string[], says: RegExp]>([
    [[], /A command is missing/],
    [['walk'], /no command "walk"/],
    [['--version'], /no command/],
    [['run'], /LINK is missing/],
    [['run', link, 'more'], /"more" is one argument too many; put the link in quotes\. Usage/],
    [['run', link, '--colour'], /no option --colour/],
    [['run', link, '--threads', '0'], /--threads takes a whole number/],
    [['run', link, '--threads', '-1'], /threads/],
    [['run', link, '--threads', '2.5'], /--threads takes a whole number/],
    [['run', link, '--threads', '9999999'], /--threads takes a whole number/],
    [['run', link, '--threads'], /threads/],
    [['run', link, '--threads', '1', '--threads=2'], /--threads is given twice/],
    [['run', link, '--json=yes'], /--json takes no value/],
    [['run', link, '--out'], /--out takes a value: --out FILE/],
    [['run', link, '--out', '-x'], /write --out=-x/],
    [['run', link, '--__proto__'], /no option/],
    [['run', '-x'], /no option -x/],
    [['run', '--', '-x', '--json'], /"--json" is one argument too many/],
    [['run', '--', '--colour'], /"--colour" is not a link of the page/],
    [['run', 'hello'], /"hello" is not a link of the page/],
    [['run', '#\0v\0=\x002\0'], /not valid text: save it in UTF-8/],
    [['two\nlines \u001B[2J'], /no command "two lines/],
    [['x'.repeat(9000)], /^.{1,250}\n$/],
    [['run', link, '--engine', 'jax'], /--engine takes/],
    [['run', link, '--engine', 'fused'], /needs WebGPU/],
    [['run', `${link}&engine=tensorflow`], /needs a browser.*--engine reference.*--engine fused/],
    [['run', ''], /link is empty/],
    [['run', '-'], /link is empty/],
    [['run', '#v=99&task=moons'], /newer version/],
    [['run', `#v=2&task=${'x'.repeat(9000)}`], /./],
    [['run', link, '--out', '/no/such/folder/result.json'], /cannot be written \(ENOENT\)/],
    [['run', link, '--out', tmpdir()], /is a folder/],
    [['run', link, '--out', '/dev/null/x'], /cannot be written/],
    [['run', link, '--out', ''], /name of a file/],
    [['run', link, '--out', join(tmpdir(), 'no-such-folder/')], /is a folder that does not exist/],
    [['run', link, '--out', 'a\0b'], /cannot be written/],
    [['run', link, '--out', 'x'.repeat(300)], /cannot be written \(ENAMETOOLONG\)/],
    [['verify', link], /DIGEST is missing/],
    [['verify', link, 'abc'], /DIGEST is not valid/],
    [['verify', link, 'a'.repeat(64), 'b'], /one argument too many/],
    [['verify', link, 'a'.repeat(64), '--json'], /no option --json/],
    [['sweep', link], /The link has no sweep.*--knob/],
    [['sweep', link, '--knob', 'colour=1'], /--knob takes a setting.*settings: lr,/],
    [['sweep', link, '--knob', 'lr=0.1,,1'], /--knob lr= takes numbers/],
    [['sweep', 'plan', '/dev/null/x', `${link}&sweep=window&values=10`], /not a folder that can be written/],
    [['sweep', 'run', '/no/such/folder', '1'], /has no plan\.json: make one with/],
    [['sweep', 'run', '/no/such/folder', '0'], /N takes a whole number/],
    [['sweep', 'merge', '/no/such/folder'], /has no plan\.json/],
    [['sweep', 'merge', '/no/such/folder', '--registered', 'abc'], /DIGEST is not valid.*Usage/],
    [['sweep', 'submit', 'slurm', '/no/such/folder', '--', '--array=1'], /has no plan\.json/],
    [['sweep', 'submit', 'slurm'], /FOLDER is missing.*\[-- SBATCH OPTIONS\]/],
  ])('%j ends in one line', async (args, says) => {
    const { code, out, remarks } = await said(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(remarks).toMatch(says);
    expect(remarks.trimEnd().split('\n')).toHaveLength(1);
    expect(remarks).not.toMatch(/ {4}at |\?\.|\.\./);
  });

  it.each([
    [['--help']],
    [['help']],
    [['run', '--help']],
    [['run', '-h']],
    [['help', 'verify']],
    [['sweep', '--help']],
    [['help', 'sweep', 'run']],
    [['sweep', 'submit', 'slurm', '-h']],
    [['verify', '--help']],
    [['run', '--help', '--colour']],
    [['run', link, 'more', '--threads', '0', '-h']],
  ])('%j is help', async (args) => {
    const { code, out, remarks } = await said(args);
    expect({ code, remarks }).toEqual({ code: 0, remarks: '' });
    expect(out).toMatch(/^Usage: farcast/);
  });
});
