import { expect, it } from 'vitest';
import { checkSpec } from '../../experiment/spec.ts';
import type { OpenWorker } from '../state.ts';
import { inProcess } from '../testing/in-process.ts';
import { QuietRunner, type RunProgress } from './sweep-runner.ts';

const { spec } = checkSpec({
  ...{ samples: 32, layers: [4], seeds: [1, 2], steps: 60, window: 8 },
  arms: ['control', 'introspection'],
});

it('tells how long a preparation takes, and counts it as time spent', async () => {
  /** What is being prepared is told to take ten seconds more, and all that runs no time at all. */
  const slow: OpenWorker = (receive, crashed) =>
    inProcess((message) => {
      if (message.type === 'moved') receive({ ...message, elapsed: 0 });
      else if (message.type !== 'happened') receive(message);
      else
        receive({
          ...message,
          events: message.events.map((event) =>
            event.type === 'preparing' ? { ...event, fraction: 0.5, secondsLeft: 10 } : event,
          ),
        });
    }, crashed);
  const told: RunProgress[] = [];
  const outcome = await new QuietRunner(slow, 'http://localhost/').run([spec], (progress) =>
    told.push(progress),
  );
  const preparing = told.filter(({ phase }) => phase !== '');
  expect(preparing.length).toBeGreaterThan(0);
  expect(preparing.every(({ phaseLeft }) => phaseLeft === 10)).toBe(true);
  expect(preparing[0]!.phase).toMatch(/, 50 %$/);
  const training = told.filter(({ phase }) => phase === '');
  expect(training.every(({ phaseLeft }) => phaseLeft === null)).toBe(true);
  if (outcome === null || 'failure' in outcome) throw new Error(outcome?.failure ?? 'stopped');
  expect(outcome.elapsed).toBeGreaterThan(0);
});
