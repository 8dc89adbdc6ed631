/**
 * A checksum of plain data, to detect corrupted storage. It detects every change of a single number or character, and
 * all but one in four billion of larger changes.
 */

/** Of numbers, texts, typed arrays, and lists and objects of these. `seed`: the checksum of the preceding data. */
export function checksumOf(value: unknown, seed = 0): number {
  if (ArrayBuffer.isView(value)) return ofBytes(value, ofText(String(value.byteLength), seed));
  if (typeof value !== 'object' || value === null) return ofText(`${typeof value} ${String(value)}`, seed);
  return Object.entries(value).reduce(
    (sum, [key, part]) => checksumOf(part, ofText(key, sum)),
    ofText(Array.isArray(value) ? 'list' : 'object', seed),
  );
}

/** Different words give different results: both steps are invertible. */
function mixed(sum: number, word: number): number {
  const product = Math.imul(sum ^ word, 0x9e3779b1);
  return product ^ (product >>> 15);
}

function ofText(text: string, seed: number): number {
  let sum = mixed(seed, text.length);
  for (let i = 0; i < text.length; i += 1) sum = mixed(sum, text.charCodeAt(i));
  return sum;
}

function ofBytes({ buffer, byteOffset, byteLength }: ArrayBufferView, seed: number): number {
  // Words begin at every fourth byte.
  const [from, start] = byteOffset % 4 === 0 ? [buffer, byteOffset] : [buffer.slice(byteOffset), 0];
  const words = new Uint32Array(from, start, byteLength >> 2);
  // Four at a time: they do not depend on each other.
  let [a, b, c, d] = [seed, 1, 2, 3];
  const last = words.length % 4;
  for (let i = last; i < words.length; i += 4) {
    a = mixed(a, words[i] ?? 0);
    b = mixed(b, words[i + 1] ?? 0);
    c = mixed(c, words[i + 2] ?? 0);
    d = mixed(d, words[i + 3] ?? 0);
  }
  const sum = [b, c, d, ...words.subarray(0, last)].reduce(mixed, a);
  const rest = new Uint8Array(from, start + words.byteLength, byteLength % 4);
  return rest.reduce(mixed, sum);
}
