import { describe, expect, it } from 'vitest';
import { startReferenceEngine } from '../../engine/reference/reference-engine.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { mapGains, recoveryOf, type MapEvent } from './gain-map.ts';
import { planRun, type RunPlan } from '../plan/plan.ts';
import { column, runOf } from '../testing/runs.ts';

const small: Partial<ExperimentSpec> = {
  samples: 64,
  layers: [6],
  steps: 130,
  seeds: [1, 2],
  learningRate: 0.5,
};

async function mapOf(values: Partial<ExperimentSpec>): Promise<{ plan: RunPlan; events: MapEvent[] }> {
  const plan = planRun(checkSpec({ ...small, arms: ['control'], ...values }).spec, null);
  const engine = await startReferenceEngine(plan.setup);
  const events: MapEvent[] = [];
  const end = await mapGains(
    plan,
    engine,
    null,
    (event) => events.push(event),
    async () => true,
  );
  expect(end).toBe('finished');
  return { plan, events };
}

describe('the jump-gain map', () => {
  it('has every anchor and horizon, with the effect of that jump in a run', async () => {
    const { plan, events } = await mapOf({ candidates: 1 });
    expect(events.map(({ anchor }) => anchor)).toEqual(plan.anchors);
    expect(events[0]?.immediate).toHaveLength(2);
    // The same single jump, made in a run.
    const run = await runOf({ ...small, candidates: 1, times: 1, gate: 'always' });
    const [control, jumped] = [column(run.loss, 0), column(run.loss, 2)];
    const after = (steps: number): number =>
      Math.log10(jumped[40 + steps]!) - Math.log10(control[40 + steps]!);
    expect(events[0]!.immediate[0]).toBeCloseTo(after(0), 5);
    expect(events[0]!.recovered[0]).toBeCloseTo(after(recoveryOf(plan)), 5);
    expect(events[0]!.immediate[0]).not.toBe(0);
  });

  it('leaves the run as it was between anchors: without displacement nothing is gained anywhere', async () => {
    const { events } = await mapOf({ damping: 0, optimizer: 'adam', learningRate: 0.02, batch: 16 });
    for (const { immediate, recovered } of events) {
      expect(immediate.every((value) => value === 0)).toBe(true);
      expect(recovered.every((value) => value === 0)).toBe(true);
    }
  });

  it('stops on request', async () => {
    const plan = planRun(checkSpec({ ...small, arms: ['control'] }).spec, null);
    const events: MapEvent[] = [];
    let looks = 0;
    const goOn = async (): Promise<boolean> => (looks += 1) < 3;
    const engine = await startReferenceEngine(plan.setup);
    expect(await mapGains(plan, engine, null, (event) => events.push(event), goOn)).toBe('stopped');
    expect(events).toHaveLength(2);
  });
});
