/**
 * Batched matrix product for tfjs on WebGPU, replacing its own kernels. Those are made for large matrices; at ragged
 * edges they read on into the next network's numbers and multiply them by 0, so a network that diverged (0 * NaN)
 * would affect its neighbours.
 */
import {
  BatchMatMul,
  broadcast_util,
  getKernel,
  registerKernel,
  unregisterKernel,
  util,
  type KernelFunc,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { webgpu_util, WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';

/** Replaces the kernel for all tensors on WebGPU. Safe to call again. */
export function replaceMatMul({ computeDispatch, flatDispatchLayout }: typeof webgpu_util): void {
  if (isOurs.has(getKernel(BatchMatMul, 'webgpu').kernelFunc)) return;
  const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) => {
    const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
    const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
    const left = operand(a.shape, transposeA);
    const right = operand(b.shape, transposeB);
    const batch = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const outputShape = [...batch, left.rows, right.columns];
    const workgroupSize: [number, number, number] = [64, 1, 1];
    const dispatchLayout = flatDispatchLayout(outputShape);
    const program: WebGPUProgram = {
      variableNames: ['A', 'B'],
      shaderKey: 'farcastMatMul',
      outputShape,
      size: true,
      workgroupSize,
      dispatchLayout,
      dispatch: computeDispatch(dispatchLayout, outputShape, workgroupSize),
      uniforms: uniformNames.map((name) => `${name} : i32, `).join(''),
      getUserCode: () => shader,
    };
    const values: Record<(typeof uniformNames)[number], number> = {
      rows: left.rows,
      columns: right.columns,
      inner: left.columns,
      aBatch: left.batchStride,
      aRow: left.rowStride,
      aInner: left.columnStride,
      bBatch: right.batchStride,
      bInner: right.rowStride,
      bColumn: right.columnStride,
    };
    const uniforms = uniformNames.map((name) => ({ type: 'int32', data: [values[name]] }));
    return (backend as Pick<WebGPUBackend, 'runWebGPUProgram'>).runWebGPUProgram(
      program,
      [a, b],
      'float32',
      uniforms,
    );
  };
  isOurs.add(kernelFunc);
  unregisterKernel(BatchMatMul, 'webgpu');
  registerKernel({ kernelName: BatchMatMul, backendName: 'webgpu', kernelFunc });
}

const isOurs = new WeakSet<KernelFunc>();

/** A matrix [..batch, m, n], or its transpose, as strides; a batch of one is broadcast. */
function operand(shape: readonly number[], transposed: boolean) {
  const [m, n] = shape.slice(-2) as [number, number];
  const batches = util.sizeFromShape(shape.slice(0, -2));
  const batchStride = batches === 1 ? 0 : m * n;
  return transposed
    ? { rows: n, columns: m, rowStride: 1, columnStride: n, batchStride }
    : { rows: m, columns: n, rowStride: n, columnStride: 1, batchStride };
}

const uniformNames = [
  'rows',
  'columns',
  'inner',
  'aBatch',
  'aRow',
  'aInner',
  'bBatch',
  'bInner',
  'bColumn',
] as const;

/** One thread per number of the product, four running sums each; always in the same order. */
const shader = `
  fn main(index : i32) {
    if (index >= uniforms.size) {
      return;
    }
    let column = index % uniforms.columns;
    let row = (index / uniforms.columns) % uniforms.rows;
    let batch = index / (uniforms.columns * uniforms.rows);
    let stepA = uniforms.aInner;
    let stepB = uniforms.bInner;
    var a = batch * uniforms.aBatch + row * uniforms.aRow;
    var b = batch * uniforms.bBatch + column * uniforms.bColumn;
    var sums = vec4<f32>(0.0);
    var rest = uniforms.inner;
    for (; rest >= 4; rest -= 4) {
      sums += vec4<f32>(A[a], A[a + stepA], A[a + 2 * stepA], A[a + 3 * stepA])
        * vec4<f32>(B[b], B[b + stepB], B[b + 2 * stepB], B[b + 3 * stepB]);
      a += 4 * stepA;
      b += 4 * stepB;
    }
    var total = (sums.x + sums.y) + (sums.z + sums.w);
    for (; rest > 0; rest -= 1) {
      total += A[a] * B[b];
      a += stepA;
      b += stepB;
    }
    setOutputAtIndex(index, total);
  }
`;
