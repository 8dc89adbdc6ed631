import { describe, expect, it } from 'vitest';
import { defaultSpec, fields } from '../experiment/fields.ts';
import { requireCommand, requireMessage } from './protocol-parse.ts';

describe('a command', () => {
  const advance = (steps: unknown) => () => requireCommand({ type: 'advance', runId: 1, steps });

  it.each([1, 2, 1e6])('advances by a whole number of steps: %d', (steps) => {
    expect(advance(steps)()).toEqual({ type: 'advance', runId: 1, steps });
  });

  it.each([0, -1, 1.5, 1e6 + 1, Infinity, NaN, '3', null])('advances by nothing else: %s', (steps) => {
    expect(advance(steps)).toThrow('this command cannot be used');
  });

  it.each([0, -1, 1.5, '1', undefined])('is for a run with a number: not %s', (runId) => {
    for (const type of ['play', 'pause', 'stop', 'jump'])
      expect(() => requireCommand({ type, runId })).toThrow('this command cannot be used');
  });

  const prepare = (more: object) => () =>
    requireCommand({ type: 'prepare', runId: 1, spec: defaultSpec, baseUrl: 'x', playing: true, ...more });
  const { min, max } = fields.learningRate;

  it.each([[[min]], [[max]], [[min, max]], [undefined]])('prepares at learning rates %j', (rates) => {
    expect(prepare({ rates })()).toMatchObject({ rates });
  });

  it.each([[[]], [[min / 2]], [[2 * max]], [[NaN]], [['1']], [0.1]])('does not prepare at %j', (rates) => {
    expect(prepare({ rates })).toThrow('this command cannot be used');
  });

  it('prepares no experiment that would have to be corrected', () => {
    expect(prepare({ spec: { ...defaultSpec, steps: -1 } })).toThrow('steps');
    expect(prepare({ job: 'other' })).toThrow('this command cannot be used');
    expect(prepare({ job: 'map' })()).toMatchObject({ job: 'map' });
  });
});

describe('a message', () => {
  it.each([
    { type: 'moved', runId: 1, elapsed: 0, lifecycle: 'gone' },
    { type: 'moved', runId: 1, elapsed: Infinity, lifecycle: 'running' },
    { type: 'happened', runId: 1, elapsed: 0, events: [{ type: 'other' }] },
    { type: 'failed', runId: 1, code: 'other', message: '' },
    { type: 'other', runId: 1 },
    null,
  ])('is refused: %j', (message) => {
    expect(() => requireMessage(message)).toThrow('this message cannot be used');
  });

  it('keeps what events carry', () => {
    const events = [{ type: 'measured', step: 3, loss: Float32Array.of(1) }];
    const message = { type: 'happened', runId: 1, elapsed: 2.5, events };
    expect(requireMessage(message)).toEqual(message);
  });
});
