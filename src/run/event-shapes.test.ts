import { describe, expect, it } from 'vitest';
import { mlp } from '../core/model/mlp.ts';
import { requireShapes, sizesOf } from './event-shapes.ts';
import type { RunEvent } from './events.ts';
import { eventOfPoint } from './points.ts';

const prepared = {
  type: 'prepared',
  engine: { name: 'reference', backend: 'none', adapter: null, reason: 'by hand' },
  replicas: [
    { arm: 'control', seed: 1 },
    { arm: 'farcaster', seed: 2 },
    { arm: 'control', seed: 3 },
    { arm: 'farcaster', seed: 4 },
  ],
  model: mlp([2, 1]),
  watched: [0, 1, 2].map((parameter) => ({ parameter, tensor: 0, index: parameter })),
  initial: new Float32Array(12),
  horizons: [2, 4],
  windowSteps: 4,
  inputs: [0, 4],
  groups: ['kernels', 'biases'],
  smoothing: 1,
} as const satisfies RunEvent;
const sizes = sizesOf(prepared);

const counted = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i);

/**
 * Every array of every event, at its correct length: 4 replicas, 3 watched weights, 3 parameters, 2 horizons, 2
 * groups, 2 inputs and a constant.
 */
const whole: readonly RunEvent[] = [
  prepared,
  { type: 'progressed', firstStep: 0, steps: 5, loss: counted(20), watched: counted(60) },
  { type: 'forecasted', anchor: 40, predicted: counted(24), coefficients: counted(48) },
  { type: 'mapped', anchor: 40, recovery: 20, immediate: counted(8), recovered: counted(8) },
  { type: 'framed', step: 5, weights: counted(12) },
  { type: 'measured', step: 5, loss: counted(4) },
  { type: 'averaged', by: 'average', step: 5, loss: counted(4) },
  {
    type: 'evaluated',
    step: 5,
    loss: counted(4),
    guardLoss: counted(4),
    testLoss: counted(4),
    testAccuracy: counted(4),
  },
];

const arraysOf = (event: RunEvent): string[] =>
  Object.entries(event).flatMap(([name, value]) => (value instanceof Float32Array ? [name] : []));

describe('the lengths of arrays', () => {
  it.each(whole)('are as the table has them: $type', (event) => {
    expect(() => requireShapes(event, sizes)).not.toThrow();
  });

  it.each(whole.flatMap((event) => arraysOf(event).map((name) => [event.type, name, event] as const)))(
    'are refused where they are not: %s, %s',
    (_, name, event) => {
      const { length } = event[name as never] as Float32Array;
      for (const wrong of [new Float32Array(length + 1), new Float32Array(length - 1), [], undefined])
        expect(() => requireShapes({ ...event, [name]: wrong }, sizes)).toThrow(
          new RegExp(`“${name}”.* does not have ${length} values`),
        );
    },
  );

  it('name their anchor', () => {
    const event = { ...whole[2]!, predicted: new Float32Array(1) } as RunEvent;
    expect(() => requireShapes(event, sizes)).toThrow('“predicted” of anchor 40 does not have 24 values');
  });
});

describe('an event of one of two points', () => {
  const of = (event: RunEvent, point: number): RunEvent | null =>
    eventOfPoint(event, point, { count: 2, sizes });
  const values = (event: RunEvent | null, name: string): number[] => Array.from(event![name as never]);
  const half = { ...sizes, replica: 2 };

  it.each(whole)('has arrays for its own replicas, with separate buffers: $type', (event) => {
    const before = structuredClone(event);
    const [first, second] = [of(event, 0)!, of(event, 1)!];
    for (const own of [first, second]) expect(() => requireShapes(own, half)).not.toThrow();
    const buffers = [event, first, second].flatMap((told) =>
      arraysOf(told).map((name) => (told[name as never] as Float32Array).buffer),
    );
    expect(new Set(buffers).size).toBe(3 * arraysOf(event).length);
    expect(event).toEqual(before);
  });

  it('has the rows of its replicas, whatever comes before and after them', () => {
    expect(values(of(whole[1]!, 1), 'loss')).toEqual([2, 3, 6, 7, 10, 11, 14, 15, 18, 19]);
    expect(values(of(whole[1]!, 0), 'watched').slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 12, 13]);
    expect(values(of(whole[2]!, 1), 'predicted')).toEqual([6, 7, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23]);
    expect(values(of(whole[3]!, 1), 'recovered')).toEqual([2, 3, 6, 7]);
    expect(values(of(whole[4]!, 1), 'weights')).toEqual([6, 7, 8, 9, 10, 11]);
    expect(of(prepared, 1)).toMatchObject({ replicas: prepared.replicas.slice(2), horizons: [2, 4] });
  });

  it('names its replicas by their indexes in it, and is null if it has none', () => {
    const outcome = { horizon: 2, accepted: true, lossBefore: 1, lossAfter: 0.5, cost: 3 };
    const jumped: RunEvent = {
      type: 'jumped',
      step: 5,
      outcomes: [0, 3, 1].map((replica) => ({ replica, ...outcome })),
    };
    expect(of(jumped, 0)).toMatchObject({ outcomes: [{ replica: 0 }, { replica: 1 }] });
    expect(of(jumped, 1)).toMatchObject({ step: 5, outcomes: [{ replica: 1, ...outcome }] });
    expect(of({ ...jumped, outcomes: jumped.outcomes.slice(0, 1) }, 1)).toBeNull();
    const diverged: RunEvent = { type: 'diverged', step: 5, replica: 3, reason: 'by hand' };
    expect([of(diverged, 0), of(diverged, 1)]).toEqual([null, { ...diverged, replica: 1 }]);
  });

  it('is the same for all where it speaks of no replica, before the run is prepared too', () => {
    const events: RunEvent[] = [
      { type: 'preparing', phase: 'x', fraction: 0.5 },
      { type: 'working', phase: 'x', fraction: null },
      { type: 'probed', gpu: 'none' },
      { type: 'scheduled', anchor: 7 },
      { type: 'recovered', engine: prepared.engine, reason: 'x' },
      { type: 'perturbed', seeds: [1], spread: [0.5], unchecked: null },
    ];
    for (const event of events) expect(eventOfPoint(event, 1, { count: 2, sizes: {} })).toEqual(event);
  });
});
