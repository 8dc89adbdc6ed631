/**
 * The simd machine: passes, updates and sums in WebAssembly, four float32 lanes at a time, bit-identical to the
 * reference machine. Weights, snapshots and data are in linear memory; weight vectors are padded to a multiple of
 * four numbers.
 */
import { coefficientCount, optimizers } from '../../core/model/optimizers.ts';
import { batchSize } from '../../core/batches.ts';
import { evaluationChunk } from '../../core/cost.ts';
import { currentWeights, type Columns, type EngineSetup, type Mix, type SnapshotId } from '../engine.ts';
import type { Burst, Machine, Weights } from '../host/machine.ts';
import { Bursts } from './bursts.ts';
import { replicaBytes, replicaFields } from './kernels/train.ts';
import { LinearMemory } from './memory.ts';
import { Mixes } from './mixes.ts';
import { compiled } from './modules.ts';
import { Orders } from './orders.ts';
import { Parts } from './parts.ts';
import type { Kernels, Program } from './program.ts';

/** Rejects if the model has an operation without kernels, or there is not enough memory. */
export async function startSimdMachine(setup: EngineSetup): Promise<Machine> {
  const { model, optimizer, batch, data, replicas } = setup;
  const sizes = replicas.map(({ dataSet }) =>
    batchSize({ examples: data.sets[dataSet]!.train.count, batch }),
  );
  const { name, clip, decayOf } = optimizer;
  const { program, module } = await compiled({
    model,
    optimizer: { name, clip, decayOf },
    capacity: Math.max(evaluationChunk(model), ...sizes),
    wholeBatch: batch === 0,
  });
  const stride = 4 * Math.ceil(model.parameters.count / 4);
  const memory = new LinearMemory(program.end, 4 * stride * replicas.length);
  const instance = await WebAssembly.instantiate(module, { host: { memory: memory.memory } });
  // All exports of such a module are kernels.
  return new SimdMachine(setup, program, memory, instance.exports as unknown as Kernels);
}

class SimdMachine implements Machine {
  readonly #setup: EngineSetup;
  readonly #program: Program;
  readonly #memory: LinearMemory;
  readonly #kernels: Kernels;
  readonly #replicas: number;
  readonly #parameters: number;
  /** Bytes from one replica's weights to the next's. */
  readonly #stride: number;
  readonly #weights: number;
  /** Rows of all replicas, each. */
  readonly #moments: readonly number[];
  readonly #mixed: number;
  readonly #inputs: number;
  readonly #targets: number;
  /** [replica]: its record for the training kernel. */
  readonly #records: number;
  readonly #bursts: Bursts;
  readonly #orders: Orders;
  readonly #mixes: Mixes;
  readonly #parts: Parts;
  readonly #stages: readonly string[];
  readonly #snapshots = new Map<SnapshotId, number>();
  /** The current pass. */
  #count = 0;
  #base = 0;
  #backward = false;

  constructor(setup: EngineSetup, program: Program, memory: LinearMemory, kernels: Kernels) {
    const { model, data, replicas, batch } = setup;
    this.#setup = setup;
    this.#program = program;
    this.#memory = memory;
    this.#kernels = kernels;
    this.#replicas = replicas.length;
    this.#parameters = model.parameters.count;
    this.#stride = 16 * Math.ceil(this.#parameters / 4);
    const stages = [...program.forward, ...program.backward];
    this.#stages = stages.map(({ kernel }) => kernel.name);
    this.#parts = new Parts(stages);
    this.#weights = memory.takeSlot();
    const { moments } = optimizers[setup.optimizer.name];
    this.#moments = Array.from({ length: moments }, () => memory.takeSlot());
    this.#mixed = memory.reserve(this.#stride);
    this.#inputs = this.#keepRows(data.inputs, data.features);
    this.#targets = this.#keepRows(data.targets, data.outputs);
    const counts = replicas.map(({ dataSet }) => data.sets[dataSet]!.train.count);
    this.#orders = new Orders(
      memory,
      kernels,
      replicas.map(({ seed }, r) => ({ seed, examples: counts[r]! })),
      batch,
      Math.max(evaluationChunk(model), ...counts),
    );
    this.#records = memory.reserve(replicaBytes * this.#replicas);
    this.#bursts = new Bursts({
      memory,
      kernels,
      orders: this.#orders,
      replicas,
      wholeBatch: batch === 0,
      training: program.places.training,
      watched: setup.watched,
      records: this.#records,
    });
    this.#mixes = new Mixes(
      {
        memory,
        kernels,
        layout: model.parameters,
        replicas: this.#replicas,
        addressOf: (snapshot, replica) => this.#addressOf(snapshot) + replica * this.#stride,
      },
      program.places.sums,
    );
    this.write(setup.weights);
    this.#writeRecords();
  }

  /** Examples, with padding that may be read at the end of a panel. */
  #keepRows(values: Float32Array, width: number): number {
    const at = this.#memory.reserve(4 * (values.length + 4 * width));
    this.#memory.floats.set(values, at / 4);
    return at;
  }

  #writeRecords(): void {
    const { data, replicas } = this.#setup;
    replicas.forEach(({ dataSet }, r) => {
      const { start } = data.sets[dataSet]!.train;
      const moment = (i: number): number => (this.#moments[i] ?? 0) + r * this.#stride;
      const record: Readonly<Record<(typeof replicaFields)[number], number>> = {
        weights: this.#weights + r * this.#stride,
        firstMoment: moment(0),
        secondMoment: moment(1),
        inputs: this.#inputs + 4 * start * data.features,
        targets: this.#targets + 4 * start * data.outputs,
      };
      replicaFields.forEach((field, i) => {
        this.#memory.words[(this.#records + r * replicaBytes) / 4 + i] = record[field];
      });
    });
  }

  #addressOf(snapshot: SnapshotId): number {
    if (snapshot === currentWeights) return this.#weights;
    const address = this.#snapshots.get(snapshot);
    if (address === undefined) throw new Error(`snapshot ${snapshot} was released`);
    return address;
  }

  /** Copies [replica, parameter] from and to linear memory. */
  #rows(address: number): Float32Array {
    const rows = new Float32Array(this.#replicas * this.#parameters);
    const { floats } = this.#memory;
    for (let r = 0; r < this.#replicas; r += 1) {
      const from = (address + r * this.#stride) / 4;
      rows.set(floats.subarray(from, from + this.#parameters), r * this.#parameters);
    }
    return rows;
  }

  #setRows(address: number, rows: Float32Array): void {
    const { floats } = this.#memory;
    for (let r = 0; r < this.#replicas; r += 1)
      floats.set(
        rows.subarray(r * this.#parameters, (r + 1) * this.#parameters),
        (address + r * this.#stride) / 4,
      );
  }

  read(snapshot: SnapshotId): Float32Array {
    return this.#rows(this.#addressOf(snapshot));
  }

  at(snapshot: SnapshotId, replica: number, parameter: number): number {
    return this.#memory.floats[(this.#addressOf(snapshot) + replica * this.#stride) / 4 + parameter]!;
  }

  write(weights: Float32Array): void {
    this.#setRows(this.#weights, weights);
  }

  keep(snapshot: SnapshotId, weights: Float32Array | null): void {
    const slot = this.#memory.takeSlot();
    this.#snapshots.set(snapshot, slot);
    if (weights !== null) this.#setRows(slot, weights);
    else {
      const from = this.#weights / 4;
      this.#memory.floats.copyWithin(slot / 4, from, from + (this.#replicas * this.#stride) / 4);
    }
  }

  release(snapshot: SnapshotId): void {
    const slot = this.#snapshots.get(snapshot);
    if (slot !== undefined && this.#snapshots.delete(snapshot)) this.#memory.freeSlot(slot);
  }

  gram(columns: Columns, replica: number, gram: Float64Array, at: number): void {
    this.#mixes.gram(columns, replica, gram, at);
  }

  meanAbsolute(mix: Mix, row: number, replica: number): number {
    return this.#mixes.meanAbsolute(mix, row, replica);
  }

  adopt(mix: Mix, replica: number): void {
    this.#mixes.write(mix, 0, replica, this.#weights + replica * this.#stride);
  }

  mix(mix: Mix, row: number, replica: number): void {
    this.#mixes.write(mix, row, replica, this.#mixed);
  }

  moments(): readonly Float32Array[] {
    return this.#moments.map((address) => this.#rows(address));
  }

  writeMoments(moments: readonly Float32Array[]): void {
    this.#moments.forEach((address, i) => this.#setRows(address, moments[i]!));
  }

  zeroMoments(replica: number): void {
    for (const address of this.#moments) {
      const from = (address + replica * this.#stride) / 4;
      this.#memory.floats.fill(0, from, from + this.#stride / 4);
    }
  }

  loadBatch(replica: number, step: number): number {
    const { data, replicas } = this.#setup;
    const { dataSet, seed } = replicas[replica]!;
    const { start } = data.sets[dataSet]!.train;
    this.#memory.words.set([seed, step], this.#program.places.training / 4);
    this.#gather(this.#orders.at(replica, step), start, this.#orders.size(replica));
    return this.#count;
  }

  loadRange(start: number, count: number): void {
    this.#gather(this.#orders.identity, start, count);
  }

  #gather(rows: number, start: number, count: number): void {
    const { features, outputs } = this.#setup.data;
    this.#count = count;
    this.#kernels['gather-inputs']!(rows, this.#inputs + 4 * start * features, count);
    this.#kernels['gather-targets']!(rows, this.#targets + 4 * start * outputs, count);
  }

  begin(weights: Weights, backward: boolean): number {
    const { length } = this.#program.forward;
    this.#base = weights === 'mixed' ? this.#mixed : this.#weights + weights * this.#stride;
    this.#backward = backward;
    this.#memory.words[this.#program.places.training / 4 + 2] = backward ? 1 : 0;
    const panels = 2 * Math.ceil(this.#count / 8);
    return this.#parts.begin(panels, backward ? this.#stages.length : length);
  }

  part(index: number): void {
    const parts = this.#parts;
    parts.seek(index);
    if (parts.stage >= 0) {
      this.#kernels[this.#stages[parts.stage]!]!(this.#base, parts.from, parts.to, this.#count);
      return;
    }
    this.#kernels['forward']!(this.#base, this.#count);
    if (this.#backward) this.#kernels['backward']!(this.#base, this.#count);
  }

  loss(): number {
    return this.#memory.floats[this.#program.places.loss / 4]!;
  }

  correct(): number {
    const { correct } = this.#program.places;
    this.#kernels['correct']!(this.#count);
    return this.#memory.words[correct / 4]!;
  }

  update(replica: number, coefficients: Float32Array, at: number): void {
    const to = this.#program.places.coefficients;
    for (let i = 0; i < coefficientCount; i += 1) this.#memory.floats[to / 4 + i] = coefficients[at + i]!;
    const record = (this.#records + replica * replicaBytes) / 4;
    const { words } = this.#memory;
    this.#kernels[this.#program.update]!(words[record]!, words[record + 1]!, words[record + 2]!, to);
  }

  train(burst: Burst, loss: Float32Array, watched: Float32Array, row: number): void {
    this.#bursts.train(burst, loss, watched, row);
  }

  dispose(): void {
    this.#snapshots.clear();
  }
}
