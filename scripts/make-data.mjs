// Owns the files of public/data: makes them from their sources and writes their hashes into the README there.
// `node scripts/make-data.mjs moby-dick` makes one, without a name all. `--check` writes nothing and compares.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { digits } from './data/digits.mjs';
import { fashionMnist } from './data/fashion-mnist.mjs';
import { mobyDick } from './data/moby-dick.mjs';
import { passages } from './data/passages.mjs';

/** @typedef {{ readonly raw: Buffer, readonly alphabet?: string }} Made */

/** @type {Readonly<Record<string, () => Made>>} */
const makers = {
  'fashion-mnist': () => ({ raw: fashionMnist() }),
  digits: () => ({ raw: digits() }),
  'moby-dick': mobyDick,
  presidents: () => passages().presidents,
  century: () => passages().century,
};

const folder = fileURLToPath(new URL('../public/data/', import.meta.url));
const readme = `${folder}README.md`;

/** @param {Buffer} raw */
function compress(raw) {
  const stream = gzipSync(raw, { level: constants.Z_BEST_COMPRESSION });
  stream[9] = 255; // the header's operating system byte, else it differs from system to system
  return stream;
}

/** @param {Uint8Array} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The README's two lines on a file. @param {string} name @param {Buffer} raw @param {Buffer} stream */
const hashLines = (name, raw, stream) =>
  [
    `- \`${name}.deflated\`: ${stream.length} bytes, SHA-256 \`${sha256(stream)}\``,
    `- unpacked: ${raw.length} bytes, SHA-256 \`${sha256(raw)}\``,
  ].join('\n');

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
for (const name of names.length > 0 ? names : Object.keys(makers)) {
  const maker = makers[name];
  if (maker === undefined) throw new Error(`${name} is not one of ${Object.keys(makers).join(', ')}`);
  const { raw, alphabet } = maker();
  const file = `${folder}${name}.deflated`;
  if (process.argv.includes('--check')) {
    const stream = readFileSync(file);
    if (!gunzipSync(stream).equals(raw)) throw new Error(`${file} does not unpack to what its source gives`);
    if (!readFileSync(readme, 'utf8').includes(hashLines(name, raw, stream)))
      throw new Error(`${readme} is out of date`);
    console.log(`${name}: the same bytes as from its source`);
    continue;
  }
  const stream = compress(raw);
  writeFileSync(file, stream);
  const place = new RegExp(`- \`${name}\\.deflated\`: .*\\n- unpacked: .*`);
  writeFileSync(readme, readFileSync(readme, 'utf8').replace(place, hashLines(name, raw, stream)));
  console.log(hashLines(name, raw, stream));
  if (alphabet !== undefined) console.log(`alphabet: ${JSON.stringify(alphabet)}`);
}
