/**
 * Snapshots as slots of one buffer, [slot, replica, group]; slot 0 is the current weights. Grows by copying when it
 * runs out of slots; released slots are reused.
 */
import { currentWeights, type SnapshotId } from '../engine.ts';
import type { Gpu } from './gpu.ts';

/** Buffer offsets of bindings must be multiples of this many bytes. */
const alignment = 256;

export class SnapshotStore {
  /** Bytes of one slot's contents. */
  readonly bytes: number;
  /** vec4 from one slot to the next. */
  readonly stride: number;
  readonly #gpu: Gpu;
  #buffer: GPUBuffer;
  /** A buffer cannot be copied onto itself, so snapshots are copied via this one. */
  readonly #between: GPUBuffer;
  #slots: number;
  #free: number[];
  readonly #slotOf = new Map<SnapshotId, number>();
  #nextId = 1;
  /** Changes with the buffer. */
  generation = 0;

  constructor(gpu: Gpu, bytes: number, slots: number) {
    this.#gpu = gpu;
    this.bytes = bytes;
    const strideBytes = Math.ceil(bytes / alignment) * alignment;
    this.stride = strideBytes / 16;
    this.#slots = slots;
    this.#buffer = gpu.storage('weights and snapshots', slots * strideBytes);
    this.#between = gpu.storage('snapshot on its way', bytes);
    this.#free = Array.from({ length: slots - 1 }, (_, i) => slots - 1 - i);
  }

  get buffer(): GPUBuffer {
    return this.#buffer;
  }

  take(): SnapshotId {
    const { id, at } = this.#next();
    this.#gpu.copy(this.#buffer, 0, this.#between, 0, this.bytes);
    this.#gpu.copy(this.#between, 0, this.#buffer, at, this.bytes);
    return id;
  }

  /** Stores values [replica, 4 * group] as a snapshot. */
  put(values: Float32Array<ArrayBuffer>): SnapshotId {
    const { id, at } = this.#next();
    this.#gpu.device.queue.writeBuffer(this.#buffer, at, values);
    return id;
  }

  release(id: SnapshotId): void {
    const slot = this.#slotOf.get(id);
    if (slot === undefined) return;
    this.#slotOf.delete(id);
    this.#free.push(slot);
  }

  slot(id: SnapshotId): number {
    if (id === currentWeights) return 0;
    const slot = this.#slotOf.get(id);
    if (slot === undefined) throw new Error(`snapshot ${id} was released`);
    return slot;
  }

  /** A free slot, and its first byte. */
  #next(): { readonly id: SnapshotId; readonly at: number } {
    if (this.#free.length === 0) this.#grow();
    const slot = this.#free.pop()!;
    const id = this.#nextId as SnapshotId;
    this.#nextId += 1;
    this.#slotOf.set(id, slot);
    return { id, at: slot * this.stride * 16 };
  }

  /** Twice the slots, or as many as the device can bind. */
  #grow(): void {
    const before = this.#buffer;
    const most = Math.floor(this.#gpu.largestStorage / (16 * this.stride));
    const slots = Math.max(this.#slots + 1, Math.min(2 * this.#slots, most));
    this.#buffer = this.#gpu.storage('weights and snapshots', slots * this.stride * 16);
    this.#gpu.copy(before, 0, this.#buffer, 0, this.#slots * this.stride * 16);
    this.#gpu.free(before);
    for (let slot = slots - 1; slot >= this.#slots; slot -= 1) this.#free.push(slot);
    this.#slots = slots;
    this.generation += 1;
  }
}
