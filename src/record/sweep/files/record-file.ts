/** The losses and costs of one point as text, exact; for sweeps whose savings are compared at many targets. */
import * as v from 'valibot';
import type { PointRecord } from '../point-record.ts';
import { anyNumber, count, jsonText, readJson, type Read } from './json.ts';
import { armName } from './summaries.ts';

const curve = v.array(anyNumber);

const schema = v.object({
  steps: count,
  smoothing: count,
  arms: v.array(
    v.object({
      arm: armName,
      replicas: v.array(
        v.pipe(
          v.object({
            initial: anyNumber,
            loss: curve,
            ledger: curve,
            firstJump: anyNumber,
            testLoss: anyNumber,
            testAccuracy: anyNumber,
          }),
          v.check(({ loss, ledger }) => loss.length === ledger.length),
        ),
      ),
    }),
  ),
});

export function recordText({ steps, smoothing, arms }: PointRecord): string {
  return jsonText({
    steps,
    smoothing,
    arms: arms.map(({ arm, replicas }) => ({
      arm,
      replicas: replicas.map(({ complete: _, loss, ledger, ...replica }) => ({
        ...replica,
        loss: Array.from(loss),
        ledger: Array.from(ledger),
      })),
    })),
  });
}

export function readRecord(content: string): Read<PointRecord> {
  const read = readJson(content, schema, 'a record of losses');
  if (!read.ok) return read;
  const { arms, ...sizes } = read.value;
  const value = {
    ...sizes,
    arms: arms.map(({ arm, replicas }) => ({
      arm,
      replicas: replicas.map(({ loss, ledger, ...replica }) => ({
        ...replica,
        complete: true,
        loss: Float32Array.from(loss),
        ledger: Float64Array.from(ledger),
      })),
    })),
  };
  return { ok: true, value };
}
