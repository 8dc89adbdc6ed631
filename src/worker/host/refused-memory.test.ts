import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { chooseEngine } from '../../engine/choose.ts';
import { startReferenceEngine } from '../../engine/reference/reference-engine.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { createHost } from './host.ts';

const spec = checkSpec({ samples: 32, layers: [4], steps: 40, seeds: [1, 2] }).spec;

/** Makes the allocations from number `first` to `last` fail; returns how many there were. */
function refuseMemory(first: number, last: number): () => number {
  let made = 0;
  for (const name of ['Float32Array', 'Float64Array'] as const) {
    const refusing = new Proxy(globalThis[name], {
      construct(target, given, maker) {
        made += 1;
        if (made >= first && made <= last) throw new RangeError('Array buffer allocation failed');
        return Reflect.construct(target, given, maker) as object;
      },
    });
    vi.stubGlobal(name, refusing);
  }
  return () => made;
}

/** How a run ends; a run without an end makes the test time out. */
const endOf = (rates?: readonly number[]): Promise<string> =>
  new Promise((resolve) => {
    const host = createHost({
      loadData: () => Promise.reject(new Error('there is no server')),
      startEngine: chooseEngine,
      startExact: startReferenceEngine,
      emit(message) {
        if (message.type === 'failed') resolve(message.code);
        if (message.type === 'moved' && message.lifecycle === 'finished') resolve('finished');
      },
    });
    const command = { runId: 1, spec, baseUrl: 'http://localhost/', playing: true } as const;
    host.handle({ type: 'prepare', ...command, ...(rates === undefined ? {} : { rates }) });
  });

afterEach(() => {
  vi.unstubAllGlobals();
});

let total = 0;
beforeAll(async () => {
  const made = refuseMemory(Infinity, Infinity);
  await endOf();
  total = made();
});

const places = Array.from({ length: 8 }, (_, i) => (i + 0.5) / 8);

it.each(places)('is reported if it is refused permanently, at %f of a run', async (place) => {
  // A failure in the rounding check, after the end, does not fail the run.
  const ends = place < 0.9 ? ['too-large'] : ['too-large', 'finished'];
  refuseMemory(Math.ceil(place * total), Infinity);
  expect(ends).toContain(await endOf());
});

it.each(places)('is reported or overcome if it is refused briefly, at %f of a run', async (place) => {
  const first = Math.ceil(place * total);
  refuseMemory(first, first + 2);
  expect(['too-large', 'finished']).toContain(await endOf());
});

it.each(places)('is reported if it is refused to experiments that train together, at %f', async (place) => {
  refuseMemory(Math.ceil(place * total), Infinity);
  expect(await endOf([0.03, 0.1])).toBe('too-large');
});
