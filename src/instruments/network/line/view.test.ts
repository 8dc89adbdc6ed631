import { describe, expect, it } from 'vitest';
import type { ExperimentSpec } from '../../../experiment/fields.ts';
import type { RunHistory } from '../../../record/history.ts';
import { done, hosted } from '../../../record/testing/hosted.ts';
import { jumpLineJob, type JumpLineView } from './view.ts';
import type { Look } from '../pair.ts';

const small = {
  samples: 64,
  layers: [6],
  steps: 130,
  seeds: [1, 2],
  learningRate: 0.5,
} as const satisfies Partial<ExperimentSpec>;

const look = (values: Partial<Look> = {}): Look => ({
  at: null,
  focusAnchor: null,
  weightsArm: 'farcaster',
  weightsSeed: 2,
  ...values,
});

const lineOf = (history: RunHistory, values: Partial<Look> = {}): JumpLineView =>
  done(jumpLineJob(history, look(values), null));

const guardAt = ({ curves }: JumpLineView, wanted: number): number =>
  curves.find(({ split }) => split === 'guard')?.points.find(([g]) => g === wanted)?.[1] ?? NaN;

/** Guard losses on the line, beside those the run recorded, of every forecast its farcaster of seed 2 considered. */
function compared(history: RunHistory, weightsArm: Look['weightsArm'] = 'farcaster'): number {
  const replica = history.prepared.replicas.findIndex(({ arm, seed }) => arm === weightsArm && seed === 2);
  for (const { step, accepted, lossBefore, lossAfter } of history.jumps[replica]!) {
    const view = lineOf(history, { focusAnchor: step, weightsArm });
    expect(view).toMatchObject({ anchor: step, arm: weightsArm, seed: 2, empty: null });
    expect(guardAt(view, 0) / lossBefore).toBeCloseTo(1, 4);
    const tried = accepted ? view.marks.find(({ id }) => id === 'adopted')!.g : history.spec.damping;
    expect(view.marks.find(({ id }) => id === 'adopted')!.g).toBe(accepted ? history.spec.damping : 0);
    if (accepted) expect(guardAt(view, tried) / lossAfter).toBeCloseTo(1, 4);
    else if (tried === 1) expect(guardAt(view, 1) / lossAfter).toBeCloseTo(1, 4);
  }
  return history.jumps[replica]!.length;
}

describe('the loss along a forecast', () => {
  it('is what the run found where it looked: before a jump, and where it landed', async () => {
    const history = await hosted({ ...small, arms: ['control', 'farcaster', 'search'] });
    expect(compared(history)).toBeGreaterThan(2);
    expect(history.jumps.flat().some(({ accepted }) => accepted)).toBe(true);
    expect(compared(history, 'search')).toBeGreaterThan(2);
  });

  it.each([{ damping: 0.5 }, { damping: 1.5, part: 'last' }, { groups: 'layer', gate: 'always' }] as const)(
    'the same with %j',
    async (values) => {
      expect(compared(await hosted({ ...small, ...values }))).toBeGreaterThan(2);
    },
  );

  it('follows the step looked at, and the forecast that was chosen', async () => {
    const history = await hosted(small);
    const replica = history.replicasOf('farcaster')[1]!;
    const steps = history.jumps[replica]!.filter(({ accepted }) => accepted).map(({ step }) => step);
    expect(steps.length).toBeGreaterThan(1);
    expect(lineOf(history).anchor).toBe(steps.at(-1));
    expect(lineOf(history, { at: steps.at(-1)! - 1 }).anchor).toBe(steps.at(-2));
    expect(lineOf(history, { at: 10 })).toMatchObject({
      anchor: null,
      empty: 'No forecast had been made by step 10.',
    });
    const [first] = history.fits;
    expect(lineOf(history, { focusAnchor: first!.anchor }).anchor).toBe(first!.anchor);
  });

  it('is through the last jump that was made by then, whatever was turned down since', async () => {
    const history = await hosted({ ...small, steps: 260, batch: 16 });
    const own = history.jumps[history.replicasOf('farcaster')[0]!]!;
    const turnedDown = own.findIndex(({ accepted }, i) => i > 0 && !accepted && own[i - 1]!.accepted);
    expect(turnedDown).toBeGreaterThan(0);
    const { anchor } = lineOf(history, { at: own[turnedDown]!.step + 1, weightsSeed: 1 });
    expect(anchor).toBe(own[turnedDown - 1]!.step);
  });

  it('has the control beside it at the step aimed at, or near it, with its own loss', async () => {
    const history = await hosted(small);
    const last = lineOf(history);
    expect(last.control).toBeNull();
    expect(last.summary).toMatch(/The control’s weights at step \d+ are not known/);
    const view = lineOf(history, { focusAnchor: history.fits[1]!.anchor });
    const { control, anchor, horizon, curves } = view;
    expect(Math.abs(control!.step - (anchor! + horizon))).toBeLessThanOrEqual(horizon / 4);
    expect(control!.apart).toBeGreaterThan(0);
    expect(Number.isFinite(control!.loss)).toBe(true);
    expect(view.summary).toMatch(/The control at step \d+, projected, lies at g = /);
    const train = curves[0]!;
    expect([train.split, train.examples, train.of]).toEqual(['train', 64, 64]);
    expect(train.points.length).toBeGreaterThanOrEqual(41);
    expect(train.points[0]![0]).toBeLessThanOrEqual(0);
    expect(train.points.at(-1)![0]).toBeGreaterThanOrEqual(2);
  });

  it('is drawn where no jump is considered, too', async () => {
    const view = lineOf(await hosted({ ...small, gate: 'never' }));
    expect(view.marks.map(({ id, g }) => [id, g])).toEqual([
      ['stay', 0],
      ['forecast', 1],
    ]);
    expect(view.outcome).toBe('No jump was considered there.');
  });

  it('says why there is none', async () => {
    const history = await hosted({
      ...small,
      arms: ['control', 'farcaster', 'scalar', 'random', 'lookahead'],
    });
    const empty = (weightsArm: Look['weightsArm']): string | null => lineOf(history, { weightsArm }).empty;
    expect(empty('scalar')).toMatch(/does not forecast with coefficients/);
    expect(empty('random')).toMatch(/does not follow its forecast/);
    expect(empty('lookahead')).toMatch(/^Lookahead changes its weights between forecasts/);
  });
});
