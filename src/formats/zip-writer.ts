/**
 * Zip archives written as a stream: stored entries, whose size and checksum follow their data, so that nothing has to
 * be known before. Always zip64. Equal entries give equal bytes: every date is 1 January 1980.
 */
import { encodeText } from './text.ts';

/** A file of an archive to be written. */
export interface ZipInput {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

const VERSION = 45;
/** Sizes follow the data; names are UTF-8. */
const FLAGS = 0x808;
const TIME_AND_DATE = 0x21_0000;
const UNKNOWN = 0xffff_ffff;

/** The archive in pieces, as they come. Memory: a record for each entry. */
export async function* writeZip(entries: AsyncIterable<ZipInput>): AsyncIterable<Uint8Array> {
  const directory: Uint8Array[] = [];
  let position = 0;
  for await (const { name, bytes } of entries) {
    const offset = position;
    const nameBytes = encodeText(name);
    const head = record('4 2 2 2 4 4 4 4 2 2', [
      0x04034b50,
      VERSION,
      FLAGS,
      0,
      TIME_AND_DATE,
      0,
      UNKNOWN,
      UNKNOWN,
      nameBytes.length,
      20,
    ]);
    yield head;
    yield nameBytes;
    yield record('2 2 8 8', [1, 16, 0, 0]);
    position += head.length + nameBytes.length + 20;
    let size = 0;
    let crc = 0;
    for await (const piece of bytes) {
      crc = checksum(piece, crc);
      size += piece.length;
      yield piece;
    }
    const tail = record('4 4 8 8', [0x08074b50, crc, size, size]);
    yield tail;
    position += size + tail.length;
    directory.push(
      record('4 2 2 2 2 4 4 4 4 2 2 2 2 2 4 4', [
        ...[0x02014b50, VERSION, VERSION, FLAGS, 0, TIME_AND_DATE, crc, UNKNOWN, UNKNOWN],
        ...[nameBytes.length, 28, 0, 0, 0, 0, UNKNOWN],
      ]),
      nameBytes,
      record('2 2 8 8 8', [1, 24, size, size, offset]),
    );
  }
  yield* directory;
  const length = directory.reduce((sum, piece) => sum + piece.length, 0);
  const count = directory.length / 3;
  yield record('4 8 2 2 4 4 8 8 8 8', [
    0x06064b50,
    44,
    VERSION,
    VERSION,
    0,
    0,
    count,
    count,
    length,
    position,
  ]);
  yield record('4 4 8 4', [0x07064b50, 0, position + length, 1]);
  yield record('4 2 2 2 2 4 4 2', [0x06054b50, 0, 0, 0xffff, 0xffff, UNKNOWN, UNKNOWN, 0]);
}

/** Whole numbers of the given widths in bytes, little-endian: '4 2' is one of four bytes and one of two. */
export function record(widths: string, values: readonly number[]): Uint8Array {
  const sizes = widths.split(' ').map(Number);
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size));
  let at = 0;
  sizes.forEach((size, i) => {
    for (let rest = values[i]!, end = at + size; at < end; rest = Math.floor(rest / 256))
      bytes[at++] = rest % 256;
  });
  return bytes;
}

const crcOfByte = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/** CRC-32 of bytes that follow others, whose CRC-32 is `before`; that of no bytes is 0. */
export function checksum(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = crcOfByte[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
