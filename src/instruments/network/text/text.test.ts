import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { requireData } from '../../../core/data/task-data.ts';
import { sampleOf, type TaskSample } from '../../../core/data/task-sample.ts';
import type { GenerateText, TextAnswer, TextRequest } from '../../../core/inspect/text.ts';
import { fileTask, type TextTask } from '../../../experiment/tasks.ts';
import type { RunHistory } from '../../../record/history.ts';
import { done, hosted } from '../../../record/testing/hosted.ts';
import { attentionTable } from '../attention/AttentionPair.tsx';
import { attentionJob } from '../attention/view.ts';
import { jumpLineJob } from '../line/view.ts';
import { textTable } from './TextPair.tsx';
import { textOfRun } from './view.ts';
import { TextWriter, type Written } from './writer.ts';

const look = { at: null, focusAnchor: null, weightsArm: 'farcaster', weightsSeed: 1 } as const;

describe('a network that reads a text', () => {
  let history: RunHistory;
  let sample: TaskSample;

  beforeAll(async () => {
    const task = fileTask('moby-dick') as TextTask;
    const packed = readFileSync(join(import.meta.dirname, '../../../../public', task.file));
    const data = requireData(task, new Uint8Array(gunzipSync(packed)));
    // Little of it, because every place on a line is computed with it.
    const characters = { train: 161, guard: 161, test: 161 };
    sample = sampleOf({ task: { ...task, characters }, bytes: data.bytes.subarray(0, 483) });
    history = await hosted(
      {
        ...{ task: 'moby-dick', network: 'gpt', width: 8, blocks: 2, heads: 2, context: 8, batch: 8 },
        ...{ optimizer: 'adam', learningRate: 0.01, steps: 60, seeds: [1], gate: 'always' },
        arms: ['control', 'farcaster'],
      },
      data,
    );
  });

  it('is shown with its test loss in bits, beside the bigram model', () => {
    const view = textOfRun(history, look);
    expect(view).toMatchObject({ step: 60, seed: 1, measured: 60, bigram: 3.468 });
    const { testLoss } = history.evaluated!;
    view.sides.forEach(({ arm, bits, now, weights }) => {
      const replica = history.replicasOf(arm)[0]!;
      expect(now).toBeCloseTo(history.smoothed[60 * history.replicaCount + replica]! / Math.log(2), 6);
      expect(bits).toBeCloseTo(testLoss[replica]! / Math.log(2), 6);
      expect(weights).toHaveLength(history.prepared.model.parameters.count);
    });
    const { rows } = textTable(view, 'Call', ['a', 'b']);
    expect(rows.map(([arm, , step, prompt, text, , bigram]) => [arm, step, prompt, text, bigram])).toEqual([
      ['control', 60, 'Call', 'a', 3.468],
      ['farcaster', 60, 'Call', 'b', 3.468],
    ]);
  });

  it('attends to the end of the prompt, which it reads', () => {
    const reading = { sample, prompt: 'Call me Ishmael.', passage: 0 };
    const view = done(attentionJob(history, look, reading));
    expect(view).toMatchObject({ characters: 'Ishmael.', context: 8, heads: 2, empty: null, passage: null });
    expect(view.sides.map(({ blocks }) => blocks.map(({ length }) => length))).toEqual([
      [128, 128],
      [128, 128],
    ]);
    const short = done(attentionJob(history, look, { ...reading, prompt: 'é' }));
    expect(short.characters).toBe('□');
    expect(attentionTable(short, { block: 1, head: 0 }, true).rows).toEqual([['□', 1, '□', 1, 1, 1]]);
    expect(done(attentionJob(history, look, { ...reading, sample: null })).empty).toMatch(/loading/);
  });

  it('tables all shares, or on screen the largest first', () => {
    const view = done(attentionJob(history, look, { sample, prompt: 'Ishmael.', passage: 0 }));
    const whole = attentionTable(view, { block: 0, head: 1 }, true).rows;
    expect(whole).toHaveLength(64);
    expect(whole[9]!.slice(0, 4)).toEqual(['s', 2, 's', 2]);
    const first = whole.slice(8, 16).map((row) => Number(row[4]));
    expect(first.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    const shown = attentionTable(view, { block: 0, head: 1 }, false).rows;
    expect(shown[0]!.slice(0, 4)).toEqual(['I', 1, 'I', 1]);
    expect(shown).toHaveLength(60);
  });

  it('has a loss along its forecast, of some of the windows', () => {
    const { curves, empty } = done(jumpLineJob(history, look, sample));
    expect(empty).toBeNull();
    expect(curves.map(({ split, examples, of }) => [split, examples, of])).toEqual([
      ['train', 20, 45_000],
      ['guard', 20, 1024],
    ]);
    for (const { points } of curves) for (const [, loss] of points) expect(loss).toBeGreaterThan(1);
  });
});

describe('a writer', () => {
  const request = (temperature: number): TextRequest => ({ temperature }) as TextRequest;
  const complete: TextAnswer = { numbers: [1, 2], done: true };

  /** What was requested, still running unless it ended or was ended. */
  function written() {
    const running: { temperature: number; report: (answer: TextAnswer) => void; end: () => void }[] = [];
    const generate: GenerateText = ({ temperature }, report) => {
      const end = vi.fn();
      running.push({ temperature, report, end });
      return end;
    };
    const shown: Written[] = [];
    const writer = new TextWriter(generate, (now) => shown.push(now));
    const want = (settings: string, step: number, ...temperatures: number[]): void =>
      writer.want({ settings, step, requests: temperatures.map(request) });
    return { running, shown, writer, want };
  }

  it('generates one text after the other', () => {
    const { running, shown, want } = written();
    want('a', 5, 1, 2);
    expect(running.map(({ temperature }) => temperature)).toEqual([1]);
    const part: TextAnswer = { numbers: [1], done: false };
    running[0]!.report(part);
    running[0]!.report(complete);
    expect(running.map(({ temperature }) => temperature)).toEqual([1, 2]);
    running[1]!.report({ failure: 'no memory' });
    expect(shown).toEqual([
      { step: 5, texts: [part, null] },
      { step: 5, texts: [complete, null] },
      { step: 5, texts: [complete, { failure: 'no memory' }] },
    ]);
  });

  it('lets newer weights wait, and only the newest', () => {
    const { running, want } = written();
    want('a', 5, 1);
    want('a', 6, 2);
    want('a', 7, 3);
    expect(running).toHaveLength(1);
    running[0]!.report(complete);
    expect(running.map(({ temperature }) => temperature)).toEqual([1, 3]);
    running[1]!.report(complete);
    want('a', 7, 4);
    expect(running).toHaveLength(2);
    want('a', 8, 5);
    expect(running).toHaveLength(3);
  });

  it('starts again with other settings, and stops', () => {
    const { running, writer, want } = written();
    want('a', 5, 1);
    want('b', 5, 2);
    expect(running.map(({ end }) => vi.mocked(end).mock.calls.length)).toEqual([1, 0]);
    writer.end();
    expect(vi.mocked(running[1]!.end)).toHaveBeenCalledOnce();
  });
});
