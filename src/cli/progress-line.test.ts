/** What a person sees of a sweep's progress on a terminal. */
import { expect, it } from 'vitest';
import type { RunEvent } from '../run/events.ts';
import { SweepLine } from './progress-line.ts';

it('counts points that are done, names those that are running, and estimates the rest from those that ran here', () => {
  let [text, now] = ['', 0];
  const line = new SweepLine(
    10,
    (written) => {
      text = written.replace('\r\u001B[2K', '');
    },
    () => (now += 1000),
  );
  const steps = (count: number): RunEvent =>
    ({ type: 'progressed', firstStep: 0, steps: count, loss: [], watched: [] }) as unknown as RunEvent;
  line.moved([], [{}, {}]);
  expect(text).toBe('2 of 10 points');
  const points = [{ line: 3 }, { line: 4 }];
  line.moved(points, []);
  expect(text).toBe('2 of 10 points · 2 points together');
  line.take(steps(60));
  line.take(steps(1000));
  expect(text).toBe('2 of 10 points · 2 points together · step 1,060');
  line.moved([], points);
  expect(text).toMatch(/^4 of 10 points · \d+ s left$/);
  line.moved([{ line: 5 }], []);
  expect(text).toMatch(/^4 of 10 points · line 5 · \d+ s left$/);
  line.clear();
  expect(text).toBe('');
});
