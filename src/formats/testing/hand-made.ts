/** Files made by hand, right and wrong. */
import { bytesSource, type ByteSource } from '../source.ts';
import { encodeText } from '../text.ts';

/** safetensors with any text as header, and `size` bytes of numbers: 0, 1, 2 … */
export function asSafetensors(header: string, size = 4): ByteSource {
  const text = encodeText(header);
  const bytes = new Uint8Array(8 + text.length + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  for (let i = 0; i < size; i += 1) bytes[8 + text.length + i] = i;
  return bytesSource('made.safetensors', bytes);
}

export const safetensorsOf = (header: object, size = 4): ByteSource =>
  asSafetensors(JSON.stringify(header), size);

/** An array of NumPy with any text as header. */
export function asNpy(header: string, data: Uint8Array, version = 1): ByteSource {
  const text = encodeText(header);
  const before = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(before + text.length + data.length);
  bytes.set([0x93, ...encodeText('NUMPY'), version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  bytes.set(text, before);
  bytes.set(data, before + text.length);
  return bytesSource('made.npy', bytes);
}
