import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  currentWeights,
  type Engine,
  type EngineFactory,
  type EngineSetup,
  type Mix,
} from '../../engine/engine.ts';
import { normalised } from '../../core/testing/normalised.ts';
import { startReferenceEngine } from '../../engine/reference/reference-engine.ts';
import { startShardedEngine } from '../../engine/sharded/sharded-engine.ts';
import { digestOfRun, jumpRun, jumpSetup } from '../../engine/testing/jump-run.ts';
import type { EngineName } from '../../experiment/fields.ts';
import { processorEngines } from '../../engine/host/processor.ts';
import { keep, smallSetup } from '../../engine/testing/setups.ts';
import { connectShard, type EnginePort } from './shard.ts';
import { serveEngine, type EngineTable } from './host.ts';
import { protocolVersion, type EngineAnswer, type EngineRequest } from './protocol.ts';

/** A port to an engine in this thread, through structured clones like a real one. */
function loopback(engines: EngineTable = processorEngines): EnginePort {
  let answer: (message: EngineAnswer) => void = () => undefined;
  const serve = serveEngine((message, transfer) => {
    const copy = structuredClone(message, { transfer: transfer as ArrayBuffer[] });
    queueMicrotask(() => {
      answer(copy);
    });
  }, engines);
  return {
    patience: 20,
    post(request) {
      const copy = structuredClone(request);
      queueMicrotask(() => {
        serve(copy);
      });
    },
    listen(listener) {
      answer = listener;
    },
    close: () => undefined,
  };
}

/** An engine whose only shard, or shards, are in another worker. */
const connected = (port: EnginePort, name: EngineName, setup: EngineSetup, count = 1): Promise<Engine> =>
  startShardedEngine(setup, (part) => connectShard(port, name, part), count);

const remote = (setup: EngineSetup, count = 1): Promise<Engine> =>
  startShardedEngine(setup, (part) => connectShard(loopback(), 'reference', part), count);

const setups: Readonly<Record<string, EngineSetup>> = {
  'own data, adam, mini-batches': smallSetup(
    { optimizer: { name: 'adam' }, learningRates: [0.01, 0.02, 0.03, 0.04, 0.05], ownData: true },
    { batch: 4 },
  ),
  'momentum of each replica its own': smallSetup({
    optimizer: { name: 'momentum' },
    learningRates: [0.05, 0.05, 0.05, 0.05, 0.05],
    momenta: [0, 0.9, 0.5, 0.2, 0],
  }),
  'shared data, full batch': smallSetup({ learningRates: [0.1, 0.2, 0.3, 0.4, 0.5] }),
};

/** All kinds of answers of an engine, after some steps, a snapshot, and a jump of some replicas. */
async function answersOf(engine: Engine, tensors = 4): Promise<unknown> {
  const replicas = 5;
  const answers: unknown[] = [engine.train(3)];
  const first = engine.snapshot();
  answers.push(engine.train(2));
  const second = engine.snapshot();
  const snapshots = [first, second, currentWeights];
  const coefficients = Float32Array.from(
    { length: 2 * replicas * tensors * 4 },
    (_, i) => ((i * 7) % 11) / 10 - 0.4,
  );
  const mix: Mix = { snapshots, rows: 2, coefficients };
  const active = [true, false, true, true, false];
  answers.push(
    engine.gram({ snapshots, count: 2, coefficients: Float64Array.of(-1, 1, 0, 0, 0, -1, 1, 0.5) }),
  );
  answers.push(engine.gram({ snapshots, count: 1, coefficients: Float64Array.of(-1, 1, 0, 0) }, active));
  const groupOf = Array.from({ length: tensors }, (_, tensor) => tensor % 2);
  answers.push(
    engine.gram({ snapshots, count: 1, coefficients: Float64Array.of(-1, 1, 0, 0), groupOf }, active),
  );
  answers.push(engine.meanAbsolute(mix), engine.meanAbsolute(mix, active));
  answers.push(engine.lossOf(mix, 'guard', active), engine.score('test'));
  engine.adopt(mix, active, keep);
  engine.release(first);
  answers.push(engine.nextLoss(), engine.train(4), engine.checkpoint());
  const state = await engine.checkpoint();
  engine.restore(state);
  answers.push(engine.train(2), engine.checkpoint());
  return Promise.all(answers);
}

describe.each(Object.entries(setups))('%s', (_, setup) => {
  it('is bit-identical in another worker', async () => {
    expect(await answersOf(await remote(setup))).toEqual(await answersOf(await startReferenceEngine(setup)));
  });

  it.each([1, 2, 3, 5, 9])('is bit-identical over %i workers', async (count) => {
    const sharded = await remote(setup, count);
    expect(await answersOf(sharded)).toEqual(await answersOf(await startReferenceEngine(setup)));
  });
});

it('a model that is no perceptron trains in another worker as it does here', async () => {
  const model = normalised(false, 'cross-entropy');
  const weights = Float32Array.from({ length: 5 * model.parameters.count }, (_, p) => Math.sin(p));
  const setup = { ...smallSetup({ learningRates: [0.1, 0.2, 0.3, 0.4, 0.5] }), model, weights };
  const tensors = model.parameters.tensors.length;
  const wanted = await answersOf(await startReferenceEngine(setup), tensors);
  expect(await answersOf(await remote(setup), tensors)).toEqual(wanted);
});

describe('jumps of every kind', () => {
  it.each([1, 2, 3, 5])('are bit-identical over %i workers', async (count) => {
    const expected = digestOfRun(await jumpRun(await startReferenceEngine(jumpSetup), jumpSetup));
    const sharded = await remote(jumpSetup, count);
    expect(digestOfRun(await jumpRun(sharded, jumpSetup))).toBe(expected);
  });
});

describe('a remote engine', () => {
  it('refuses to start for another build, or an engine that it has not', async () => {
    const answers: EngineAnswer[] = [];
    const serve = serveEngine((answer) => answers.push(answer), { reference: startReferenceEngine });
    const answerTo = async (request: EngineRequest): Promise<EngineAnswer> => {
      serve(request);
      await expect.poll(() => answers.length).toBe(1);
      return answers.pop()!;
    };
    const setup = smallSetup();
    const number = 1;
    const train = { op: 'perform', number, calls: [{ op: 'train', steps: 1 }] } as const;
    const start = { op: 'start', number, version: protocolVersion, name: 'reference', setup } as const;
    expect((await answerTo(train)).error).toMatch(/not started/);
    expect((await answerTo({ ...start, version: protocolVersion + 1 })).error).toMatch(/of another build/);
    expect((await answerTo(train)).error).toMatch(/not started/);
    expect((await answerTo({ ...start, name: 'fused' })).error).toMatch(/no fused engine/);
    expect(await answerTo(start)).toMatchObject({ error: null, value: { name: 'reference' } });
    expect((await answerTo(train)).error).toBeNull();
  });

  it('has the requested name, and what its other side reports', async () => {
    const identity = { name: 'tensorflow', backend: 'cpu', adapter: null } as const;
    const start: EngineFactory = async (setup) =>
      Object.assign(await startReferenceEngine(setup), { identity });
    const port = loopback({ tensorflow: start });
    expect((await connected(port, 'tensorflow', smallSetup())).identity).toEqual(identity);
    await expect(connected(loopback({ tensorflow: start }), 'reference', smallSetup())).rejects.toThrow(
      /no reference engine/,
    );
  });

  it('can follow another on the same port, whose late answers are not taken for its own', async () => {
    const port = loopback();
    const setup = smallSetup();
    const first = await connected(port, 'reference', setup);
    const late = first.train(50).catch(() => 'dropped');
    first.dispose();
    const second = await connected(port, 'reference', setup);
    expect(await second.train(3)).toEqual(await (await startReferenceEngine(setup)).train(3));
    expect(await late).toBe('dropped');
  });

  it('reports what went wrong on the other side, every time', async () => {
    const engine = await remote(smallSetup());
    const released = engine.snapshot();
    engine.release(released);
    const mix: Mix = { snapshots: [released], rows: 1, coefficients: new Float32Array(3 * 4 * 2) };
    await expect(engine.meanAbsolute(mix)).rejects.toThrow(/released/);
    await expect(engine.train(1)).rejects.toThrow(/released/);
  });

  it('rejects calls once it is gone or disposed of', async () => {
    let gone: (reason: string) => void = () => undefined;
    const port = loopback();
    const engine = await connected(
      {
        ...port,
        listen(answer, whenGone) {
          gone = whenGone;
          port.listen(answer, whenGone);
        },
      },
      'reference',
      smallSetup(),
    );
    const waiting = engine.train(1);
    gone('the worker crashed');
    await expect(waiting).rejects.toThrow('the worker crashed');
    await expect(engine.train(1)).rejects.toThrow('the worker crashed');
    engine.dispose();
    await expect(engine.nextLoss()).rejects.toThrow('the worker crashed');
    const other = await remote(smallSetup());
    other.dispose();
    await expect(other.nextLoss()).rejects.toThrow(/disposed/);
  });
});

describe('an engine worker that ends or hangs without an error', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('counts as gone after its patience: calls reject, and the port is not used again', async () => {
    vi.useFakeTimers();
    const port = loopback();
    let isWell: boolean | null = null;
    let isHung = false;
    const engine = await connected(
      {
        ...port,
        post: (call) => {
          if (!isHung) port.post(call);
        },
        close: (well) => (isWell = well),
      },
      'reference',
      smallSetup(),
    );
    await vi.advanceTimersByTimeAsync(100_000);
    expect((await engine.train(1)).loss).toHaveLength(3);
    isHung = true;
    const asked = expect(engine.train(1)).rejects.toThrow('ended or hangs');
    await vi.advanceTimersByTimeAsync(19_000);
    expect(isWell).toBeNull();
    await vi.advanceTimersByTimeAsync(2000);
    await asked;
    expect(isWell).toBe(false);
    await expect(engine.score('test')).rejects.toThrow('ended or hangs');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not count as lost while it reports the progress of a long call', async () => {
    vi.useFakeTimers();
    const engine = await connected(
      loopback({ reference: (setup) => startReferenceEngine(setup, 1) }),
      'reference',
      smallSetup(),
    );
    const training = engine.train(3);
    engine.divided!.steer('hold');
    await vi.advanceTimersByTimeAsync(100_000);
    expect(engine.divided!.share()).toBeGreaterThan(0);
    expect(engine.divided!.share()).toBeLessThan(1);
    engine.divided!.steer('resume');
    await vi.advanceTimersByTimeAsync(1000);
    expect(await training).toEqual(await (await startReferenceEngine(smallSetup())).train(3));
    engine.dispose();
  });

  it('gives up what it computes with its engine, and starts another one all the same', async () => {
    const port = loopback({ reference: (setup) => startReferenceEngine(setup, 1) });
    const first = await connected(port, 'reference', smallSetup());
    const given = expect(first.train(1000)).rejects.toThrow('disposed');
    first.dispose();
    const second = await connected(port, 'reference', smallSetup());
    expect((await second.train(2)).loss).toHaveLength(6);
    expect((await second.score('test')).loss).toHaveLength(3);
    second.dispose();
    await given;
  });
});
