/**
 * The simd engine in a real browser, whose compiler differs from Node's, gives the bits of the reference engine too.
 */
import { describe, expect, test } from 'vitest';
import type { EngineFactory } from '../engine.ts';
import { startReferenceEngine } from '../reference/reference-engine.ts';
import { gradientCases, modelCases, trajectoryCases } from '../testing/cases.ts';
import { digestOfRun, jumpRun, jumpSetup } from '../testing/jump-run.ts';
import { startSimdEngine } from './simd-engine.ts';

const engines: readonly EngineFactory[] = [
  (setup) => startReferenceEngine(setup),
  (setup) => startSimdEngine(setup),
];

describe('in this browser simd has the bits of reference', () => {
  test.each(Object.entries({ ...gradientCases, ...trajectoryCases, ...modelCases }))(
    '%s',
    async (_, setup) => {
      const answers = [];
      for (const start of engines) {
        const engine = await start(setup);
        answers.push([await engine.train(60), await engine.score('guard'), await engine.checkpoint()]);
        engine.dispose();
      }
      expect(answers[1]).toEqual(answers[0]);
    },
  );

  test('with jumps', async () => {
    const [wanted, found] = await Promise.all(
      engines.map(async (start) => digestOfRun(await jumpRun(await start(jumpSetup), jumpSetup))),
    );
    expect(found).toBe(wanted);
  });
});
