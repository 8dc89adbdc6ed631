/** Short and long SHA-256 names of experiments and of their results. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Six letters for an experiment's canonical text, short enough to read aloud. */
export function experimentId(canonicalText: string): string {
  const bytes = sha256(utf8ToBytes(canonicalText));
  return Array.from(bytes.subarray(0, 6), (byte) => String.fromCharCode(97 + (byte % 26))).join('');
}

/** SHA-256 of the bytes of a file, in hexadecimal digits. */
export const digestOfFile = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

export type DigestPart = string | ArrayLike<number>;

/** SHA-256 of a sequence of texts and numbers, each number by its eight bytes, little-endian. */
export function digestOf(parts: Iterable<DigestPart>): string {
  const job = digestJob(parts);
  for (;;) {
    const step = job.next();
    if (step.done === true) return step.value;
  }
}

/** The same, yielding before every part, so that the caller can pause; a part may be created when it is needed. */
export function* digestJob(parts: Iterable<DigestPart>): Generator<void, string> {
  const hash = sha256.create();
  for (const part of parts) {
    yield;
    if (typeof part === 'string') {
      hash.update(utf8ToBytes(`${part}\n`));
      continue;
    }
    hash.update(bytesOf(part));
  }
  return bytesToHex(hash.digest());
}

/** Little-endian, like every machine that browsers run on. All NaNs are written with the same bits. */
function bytesOf(numbers: ArrayLike<number>): Uint8Array {
  const values = new Float64Array(numbers);
  for (let i = 0; i < values.length; i += 1) if (Number.isNaN(values[i])) values[i] = NaN;
  return new Uint8Array(values.buffer);
}
