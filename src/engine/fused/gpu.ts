/** A thin layer over a GPUDevice: buffers, pipelines, and read-backs that do not wait for each other. */

/** What to read after a dispatch: the first `bytes` of a buffer. */
export interface ReadBack {
  readonly from: GPUBuffer;
  readonly bytes: number;
  /** Maximum bytes of any read of this kind: reads of all lengths then share their mappable buffers. */
  readonly most?: number;
}

export class Gpu {
  readonly device: GPUDevice;
  readonly #buffers = new Set<GPUBuffer>();
  /** Mappable buffers available for reuse, by size. */
  readonly #staging = new Map<number, GPUBuffer[]>();

  constructor(device: GPUDevice) {
    this.device = device;
  }

  /** A storage buffer of at least one vec4, zeroed. Throws a RangeError if the device cannot bind it. */
  storage(label: string, bytes: number): GPUBuffer {
    const size = Math.max(16, Math.ceil(bytes / 16) * 16);
    if (size > this.largestStorage) {
      throw new RangeError(`the GPU cannot bind ${Math.ceil(size / 2 ** 20)} MB for ${label}`);
    }
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    return this.#track(this.device.createBuffer({ label, size, usage }));
  }

  /** Bytes of the largest storage buffer that can be bound. */
  get largestStorage(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    return Math.min(maxBufferSize, maxStorageBufferBindingSize);
  }

  uniform(label: string, bytes: number): GPUBuffer {
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    return this.#track(this.device.createBuffer({ label, size: bytes, usage }));
  }

  /** A storage buffer with these contents. */
  filled(label: string, data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): GPUBuffer {
    const buffer = this.storage(label, data.byteLength);
    this.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  free(buffer: GPUBuffer): void {
    this.#buffers.delete(buffer);
    buffer.destroy();
  }

  pipeline(label: string, code: string): Promise<GPUComputePipeline> {
    const module = this.device.createShaderModule({ label, code });
    return this.device.createComputePipelineAsync({
      label,
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
  }

  /** Like `pipeline`, without waiting: the first dispatch waits instead. */
  pipelineNow(label: string, code: string): GPUComputePipeline {
    const module = this.device.createShaderModule({ label, code });
    return this.device.createComputePipeline({
      label,
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
  }

  /** Bindings by number. */
  bind(pipeline: GPUComputePipeline, buffers: Readonly<Record<number, GPUBufferBinding>>): GPUBindGroup {
    const entries = Object.entries(buffers).map(([binding, resource]) => ({
      binding: Number(binding),
      resource,
    }));
    return this.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  }

  /** Encodes and submits one dispatch, then optionally the start of a copy for `read`. */
  run(
    pipeline: GPUComputePipeline,
    bindings: GPUBindGroup,
    groups: readonly [number, number?, number?],
    read?: ReadBack,
  ): Promise<ArrayBuffer> | null {
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(...groups);
    pass.end();
    const staging = read === undefined ? null : this.#copy(encoder, read.from, read.bytes, read.most);
    this.device.queue.submit([encoder.finish()]);
    return staging === null ? null : this.#map(staging, read!.bytes);
  }

  /** The contents of a buffer after everything submitted so far. */
  read(from: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
    const encoder = this.device.createCommandEncoder();
    const staging = this.#copy(encoder, from, bytes);
    this.device.queue.submit([encoder.finish()]);
    return this.#map(staging, bytes);
  }

  copy(from: GPUBuffer, fromByte: number, to: GPUBuffer, toByte: number, bytes: number): void {
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, fromByte, to, toByte, bytes);
    this.device.queue.submit([encoder.finish()]);
  }

  /** Total bytes of the buffers held. */
  get bytes(): number {
    return [...this.#buffers].reduce((sum, { size }) => sum + size, 0);
  }

  dispose(): void {
    for (const buffer of this.#buffers) buffer.destroy();
    this.#buffers.clear();
    this.#staging.clear();
    this.device.destroy();
  }

  #track(buffer: GPUBuffer): GPUBuffer {
    this.#buffers.add(buffer);
    return buffer;
  }

  #copy(encoder: GPUCommandEncoder, from: GPUBuffer, bytes: number, most = bytes): GPUBuffer {
    let size = 16;
    while (size < most) size *= 2;
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const staging =
      this.#staging.get(size)?.pop() ??
      this.#track(this.device.createBuffer({ label: 'read-back', size, usage }));
    encoder.copyBufferToBuffer(from, 0, staging, 0, bytes);
    return staging;
  }

  async #map(staging: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
    await staging.mapAsync(GPUMapMode.READ, 0, bytes);
    const values = staging.getMappedRange(0, bytes).slice(0);
    staging.unmap();
    const waiting = this.#staging.get(staging.size);
    if (waiting === undefined) this.#staging.set(staging.size, [staging]);
    else waiting.push(staging);
    return values;
  }
}
