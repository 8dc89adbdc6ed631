import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../run/events.ts';
import { buffersOf, Outbox } from './outbox.ts';

const measured = (step: number): RunEvent => ({ type: 'measured', step, loss: Float32Array.of(step) });

describe('what is transferred', () => {
  it('is the buffer of every array of every event, once each, and nothing else', () => {
    const [loss, watched, weights] = [Float32Array.of(1), Float32Array.of(2, 3), new Float32Array(4)];
    const events: RunEvent[] = [
      { type: 'preparing', phase: 'x', fraction: 0.5 },
      { type: 'progressed', firstStep: 0, steps: 1, loss, watched },
      { type: 'perturbed', seeds: [1], spread: [0.5], unchecked: null },
      { type: 'framed', step: 1, weights },
      { type: 'jumped', step: 1, outcomes: [] },
    ];
    expect(buffersOf(events)).toEqual([loss.buffer, watched.buffer, weights.buffer]);
    expect(buffersOf([])).toEqual([]);
  });

  it('is no buffer of another type, which the sender may use again', () => {
    const other = { ...measured(1), counts: Uint32Array.of(1), sums: Float64Array.of(2), list: [1] };
    expect(buffersOf([other])).toHaveLength(1);
  });
});

describe('the outbox', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('sends in order, at most ten times a second, and what is left when it is flushed', () => {
    let now = 1000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const sent: (readonly RunEvent[])[] = [];
    const outbox = new Outbox((events) => sent.push(events));
    const [a, b, c, d] = [measured(1), measured(2), measured(3), measured(4)];
    outbox.add(a);
    expect(sent).toEqual([[a]]);
    now += 99;
    outbox.add(b);
    expect(sent).toHaveLength(1);
    now += 1;
    outbox.add(c);
    expect(sent.slice(1)).toEqual([[b, c]]);
    outbox.add(d);
    outbox.flush();
    outbox.flush();
    expect(sent.slice(2)).toEqual([[d]]);
  });
});
