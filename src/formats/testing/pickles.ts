/** Pickles for tests, code by code, also such as no program writes. */
import { encodeText } from '../text.ts';
import { record } from '../zip-writer.ts';
import { joined, zipOf } from './archives.ts';

const code = (byte: number, ...parts: Uint8Array[]) => joined([Uint8Array.of(byte), ...parts]);

/** Parts of a pickle: each leaves one value on the stack, if nothing else is said. */
export const put = {
  text: (text: string) => code(0x58, record('4', [encodeText(text).length]), encodeText(text)),
  int: (value: number) => code(0x8a, Uint8Array.of(8), record('8', [value])),
  none: code(0x4e),
  tuple: (...values: Uint8Array[]) => code(0x28, ...values, Uint8Array.of(0x74)),
  /** Keys and values by turns. */
  dict: (...values: Uint8Array[]) => code(0x7d, Uint8Array.of(0x28), ...values, Uint8Array.of(0x75)),
  list: (...values: Uint8Array[]) => code(0x5d, Uint8Array.of(0x28), ...values, Uint8Array.of(0x65)),
  global: (module: string, name: string) => code(0x63, encodeText(`${module}\n${name}\n`)),
  /** A call, as Python sees it. */
  call: (made: Uint8Array, given: Uint8Array) => joined([made, given, Uint8Array.of(0x52)]),
  persistent: (id: Uint8Array) => joined([id, Uint8Array.of(0x51)]),
};

export const pickleOf = (...parts: Uint8Array[]) =>
  joined([Uint8Array.of(0x80, 2), ...parts, Uint8Array.of(0x2e)]);

export interface TensorParts {
  readonly storage?: string;
  readonly key?: string;
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
}

/** A tensor as torch.save pickles it; of two numbers if nothing is said. */
export function tensor({
  storage = 'FloatStorage',
  key = '0',
  offset = 0,
  shape = [2],
  strides = [1],
}: TensorParts = {}) {
  const id = put.tuple(
    put.text('storage'),
    put.global('torch', storage),
    put.text(key),
    put.text('cpu'),
    put.int(2),
  );
  const sizes = [shape, strides].map((numbers) => put.tuple(...numbers.map(put.int)));
  return put.call(
    put.global('torch._utils', '_rebuild_tensor_v2'),
    put.tuple(put.persistent(id), put.int(offset), ...sizes, put.none, put.none),
  );
}

/** A checkpoint with this pickle and one storage, of two float32: 1 and 2. */
export const checkpointOf = (
  pickle: Uint8Array,
  stored: Uint8Array = new Uint8Array(Float32Array.of(1, 2).buffer),
) =>
  zipOf([
    { name: 'archive/data.pkl', bytes: pickle },
    { name: 'archive/data/0', bytes: stored },
  ]);
