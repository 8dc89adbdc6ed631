/**
 * Where each parameter of a fully connected network lies in its flat weight vector.
 * Layer by layer: kernel [outputs, inputs] row-major, then bias [outputs].
 */

export type TensorKind = 'kernel' | 'bias';

/** One trainable tensor as a range of the flat weight vector. */
export interface ParameterTensor {
  /** 1-based layer number. */
  readonly layer: number;
  readonly kind: TensorKind;
  readonly offset: number;
  readonly length: number;
}

export interface LayerLayout {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: ParameterTensor;
  readonly bias: ParameterTensor;
}

export interface NetworkLayout {
  /** Widths from input to output, e.g. [2, 8, 8, 2]. */
  readonly widths: readonly number[];
  readonly layers: readonly LayerLayout[];
  /** Kernel and bias of every layer, in order of offset. */
  readonly tensors: readonly ParameterTensor[];
  readonly parameterCount: number;
}

export function networkLayout(widths: readonly number[]): NetworkLayout {
  const layers: LayerLayout[] = [];
  let offset = 0;
  const take = (layer: number, kind: TensorKind, length: number): ParameterTensor => {
    const tensor = { layer, kind, offset, length };
    offset += length;
    return tensor;
  };
  widths.slice(1).forEach((outputs, index) => {
    const inputs = widths[index]!;
    const kernel = take(index + 1, 'kernel', inputs * outputs);
    layers.push({ inputs, outputs, kernel, bias: take(index + 1, 'bias', outputs) });
  });
  return {
    widths,
    layers,
    tensors: layers.flatMap(({ kernel, bias }) => [kernel, bias]),
    parameterCount: offset,
  };
}
