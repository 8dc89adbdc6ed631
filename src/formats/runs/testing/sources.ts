/** Files in memory, for tests: safetensors of tensors given as lists, archives, and sources that count what is read. */
import { bytesFrom } from '../../numbers.ts';
import { writeSafetensors } from '../../safetensors.ts';
import { bytesSource, type ByteSource } from '../../source.ts';
import { writeZip } from '../../zip-writer.ts';

export interface TestTensor {
  readonly shape: readonly number[];
  /** A number stands for all of them. */
  readonly values: number | readonly number[];
  readonly dtype?: 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'BOOL';
}

export async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  // Copies, because a piece may be a view of what changes later.
  for await (const piece of pieces) all.push(piece.slice());
  const bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of all) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** A file of safetensors. */
export async function fileOf(
  name: string,
  tensors: Readonly<Record<string, TestTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<ByteSource> {
  const written = Object.entries(tensors).map(([own, { shape, values, dtype = 'F32' }]) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const list =
      typeof values === 'number' ? new Float32Array(count).fill(values) : Float32Array.from(values);
    return { name: own, shape, dtype, bytes: () => [bytesOfList(list, dtype)] };
  });
  return bytesSource(name, await collected(writeSafetensors(written, metadata)));
}

function bytesOfList(list: Float32Array, dtype: NonNullable<TestTensor['dtype']>): Uint8Array {
  if (dtype === 'I64') return new Uint8Array(BigInt64Array.from(list, (value) => BigInt(value)).buffer);
  return dtype === 'BOOL' ? Uint8Array.from(list) : bytesFrom(list, dtype);
}

export async function archiveOf(name: string, files: readonly ByteSource[]): Promise<ByteSource> {
  async function* entries() {
    for (const file of files)
      yield {
        name: file.name,
        bytes: (async function* () {
          yield await file.read(0, file.size);
        })(),
      };
  }
  return bytesSource(name, await collected(writeZip(entries())));
}

/** A source that counts its reads, and can be made to fail. */
export function watched(source: ByteSource): ByteSource & { reads: number; bytes: number } {
  const { name, size } = source;
  const own = {
    name,
    size,
    reads: 0,
    bytes: 0,
    read: async (from: number, to: number) => {
      own.reads += 1;
      own.bytes += to - from;
      return source.read(from, to);
    },
  };
  return own;
}
