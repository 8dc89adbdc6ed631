/**
 * The position of each parameter of a model in its flat weight vector: named tensors, one after the other. Forecasts,
 * charts and files need nothing else; how a model computes is in model.ts.
 */

/** The role of a tensor in its operation: matrix of a product, added, multiplied, or rows to look up. */
export type TensorRole = 'kernel' | 'bias' | 'scale' | 'embedding';

/** One trainable tensor: a range of the flat weight vector, row-major. */
export interface Tensor {
  /**
   * Unique within its model. Our own are in lower case with dots: 'layer1.kernel', 'block2.attention.query.bias'. Those of
   * recorded runs are as their files spell them: 'encoder.layer.0.output.dense.weight', 'layers/dense/vars/0'.
   */
  readonly name: string;
  readonly role: TensorRole;
  /** The part of the model that it belongs to, counted from 1 at the input: a layer of a perceptron. */
  readonly block: number;
  /** A dense kernel is [outputs, inputs]. */
  readonly shape: readonly number[];
  readonly offset: number;
  readonly length: number;
}

export interface ParameterLayout {
  /** In order of offset, without gaps. */
  readonly tensors: readonly Tensor[];
  /** Parameters in all tensors together. */
  readonly count: number;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);

/** Lays tensors out one after the other. */
export function layoutOf(tensors: readonly Omit<Tensor, 'offset' | 'length'>[]): ParameterLayout {
  let count = 0;
  const placed = tensors.map((tensor): Tensor => {
    const [offset, length] = [count, sizeOf(tensor.shape)];
    count += length;
    return { ...tensor, offset, length };
  });
  return { tensors: placed, count };
}

/** Index of the tensor that a parameter belongs to. Throws a RangeError if there is no such parameter. */
export function tensorAt({ tensors }: ParameterLayout, parameter: number): number {
  const index = tensors.findIndex(({ offset, length }) => parameter >= offset && parameter < offset + length);
  if (index < 0) throw new RangeError(`no parameter ${parameter}`);
  return index;
}

/** A tensor with rows, such as a kernel [outputs, inputs], and the bias [outputs] of the same name: drawn as one matrix. */
export interface WeightMatrix {
  readonly kernel: Tensor;
  readonly bias: Tensor | null;
}

/** Kernels, filters of convolutions and tables of embeddings. */
export const matricesOf = ({ tensors }: ParameterLayout): WeightMatrix[] =>
  tensors
    .filter(({ shape }) => shape.length > 1)
    .map((kernel) => ({
      kernel,
      bias: tensors.find(({ role, name }) => role === 'bias' && stem(name) === stem(kernel.name)) ?? null,
    }));

/** Tensors that are shown together: a layer of a perceptron, the attention of a block. */
export interface ModelPart {
  /** What the names of its tensors have in common: 'layer1', 'block1.attention'. */
  readonly name: string;
  readonly block: number;
  readonly tensors: readonly Tensor[];
  /** Parameters of all of them together. */
  readonly count: number;
}

/** In order of offset. */
export function partsOf({ tensors }: ParameterLayout): ModelPart[] {
  const parts = new Map<string, Tensor[]>();
  for (const tensor of tensors) {
    const name = partName(tensor);
    const own = parts.get(name);
    if (own) own.push(tensor);
    else parts.set(name, [tensor]);
  }
  return [...parts].map(([name, own]) => ({
    name,
    block: own[0]!.block,
    tensors: own,
    count: own.reduce((sum, { length }) => sum + length, 0),
  }));
}

/** The part that a tensor belongs to: its block, with one more part of its name: 'block1.attention'. */
export function partName({ name }: Pick<Tensor, 'name'>): string {
  const block = blockName(name);
  return block + (/^[./][^./]+/.exec(stem(name).slice(block.length))?.[0] ?? '');
}

/**
 * The block that a tensor belongs to: its name up to and with its first number, which may be a separate part ('encoder.layer.0'),
 * or end one ('block1'); the module around its own if there is none ('bert.embeddings'),
 * but with slashes its own ('layers/dense').
 */
export function blockName(name: string): string {
  const own = stem(name) || name;
  const numbered = /^(?:.*?[./])??\d+(?![^./])/.exec(own) ?? /^.*?\d(?![^./])/.exec(own);
  return numbered?.[0] ?? /^(.+)\./.exec(own)?.[1] ?? own;
}

/** A tensor's name without its last part, which Keras numbers: 'vars/0'. */
export const stem = (name: string): string => /^(.*?)(?:[./]vars)?[./][^./]*$/.exec(name)?.[1] ?? '';

/** The distinct blocks, or roles, of a layout, in order of offset. */
export const blocksOf = ({ tensors }: ParameterLayout): number[] => [
  ...new Set(tensors.map(({ block }) => block)),
];
export const rolesOf = ({ tensors }: ParameterLayout): TensorRole[] => [
  ...new Set(tensors.map(({ role }) => role)),
];
