/**
 * What every format gives: named tensors whose numbers are read in pieces, as float32. Which of them are weights is
 * decided elsewhere.
 */

/** Types of numbers in files, by their names in safetensors. Complex and quantized numbers are not among them. */
export const dtypes = [
  'F64',
  'F32',
  'F16',
  'BF16',
  'I64',
  'I32',
  'I16',
  'I8',
  'U64',
  'U32',
  'U16',
  'U8',
  'BOOL',
] as const;
export type Dtype = (typeof dtypes)[number];

export const isFloat = (dtype: Dtype): boolean => /^B?F/.test(dtype);

/** Bytes of one number. */
export const bytesOf = (dtype: Dtype): number => (dtype === 'BOOL' ? 1 : Number(/\d+/.exec(dtype)![0]) / 8);

export interface StoredTensor {
  /** Unique within its file, as the file spells it: 'encoder.layer.0.attention.query.weight'. */
  readonly name: string;
  readonly dtype: Dtype;
  /** [] is a single number. */
  readonly shape: readonly number[];
  /** Numbers in it: the product of its shape. */
  readonly count: number;
  /**
   * Tensors of equal text share their numbers (tied weights), null if it is not known. Only the first of them counts
   * as a weight.
   */
  readonly sharedWith: string | null;
}

/** One checkpoint: a file, or several that belong together. */
export interface WeightFile {
  /** In plain words, for a table: 'safetensors', 'PyTorch', 'NumPy', 'Keras', 'Keras archive'. */
  readonly format: string;
  /** In the order of the file. */
  readonly tensors: readonly StoredTensor[];
  /** Text stored beside the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The optimizer step that the file itself names, if it does. */
  readonly step: number | null;
  /** What a person should know, a sentence each: '3 objects that are not tensors were left out'. */
  readonly notes: readonly string[];
  /**
   * Numbers `from` <= i < `to` of tensor number `tensor`, counted row by row, as float32 (float64 is rounded).
   * Rejects with a FormatError. The array is the caller's.
   */
  read(tensor: number, from: number, to: number): Promise<Float32Array>;
}
