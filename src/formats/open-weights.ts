/**
 * Opens a checkpoint of any format. What a file is, its first bytes say, never its name. Formats are loaded when a
 * file of theirs is opened.
 */
import { FormatError, type ByteSource } from './source.ts';
import { joined, readIndex, requireAllShards, shardsOf, type WeightMap } from './shards.ts';
import { baseName } from './text.ts';
import type { WeightFile } from './weight-file.ts';

/**
 * The weights of one checkpoint: a file, or several that belong together (shards, with their index or without; arrays
 * in a file each). With an index, files that it does not name are not looked at; other JSON beside weights is not
 * either. Rejects with a FormatError, which begins with the name of the file if there are several.
 */
export async function openWeights(files: readonly ByteSource[]): Promise<WeightFile> {
  const weights: ByteSource[] = [];
  const texts: ByteSource[] = [];
  for (const file of files) ((await kindOf(file)) === 'json' ? texts : weights).push(file);
  const indexes: WeightMap[] = [];
  for (const text of texts) {
    const index = await readIndex(text).catch((error: unknown) => {
      if (weights.length > 0 && error instanceof FormatError) return null;
      throw error;
    });
    if (index) indexes.push(index);
  }
  const [index, another] = indexes;
  if (another) throw new FormatError(`There are ${indexes.length} indexes of shards; a checkpoint has one`);
  if (index) return joined(await openEach(shardsOf(index, weights)), index);
  const [first, ...more] = weights;
  if (!first) throw new FormatError('There is no file');
  requireAllShards(weights);
  if (more.length === 0) return openOne(first);
  return joined(await openEach(weights));
}

async function openEach(files: readonly ByteSource[]): Promise<[ByteSource, WeightFile][]> {
  const opened: [ByteSource, WeightFile][] = [];
  for (const file of files) opened.push([file, await openOne(file).catch(named(file))]);
  return opened;
}

const named =
  ({ name }: ByteSource) =>
  (error: unknown): never => {
    if (error instanceof FormatError) throw new FormatError(`${baseName(name)}: ${error.message}`);
    throw error;
  };

const openOne = async (file: ByteSource): Promise<WeightFile> => openers[await kindOf(file)](file);

type Kind =
  | 'safetensors'
  | 'zip'
  | 'numpy'
  | 'pickle'
  | 'hdf5'
  | 'packed'
  | 'pointer'
  | 'page'
  | 'json'
  | 'empty'
  | 'unknown';

/** How files begin, as letters of Latin-1. The first that fits is taken. */
const signatures: readonly (readonly [Kind, RegExp | readonly string[]])[] = [
  // The length of a header, and the brace with which it begins. Any other may be such a length, so it comes first.
  ['safetensors', /^[^]{4}\0{4}\{/],
  ['zip', ['PK\x03\x04', 'PK\x05\x06']],
  ['numpy', ['\x93NUMPY']],
  ['hdf5', ['\x89HDF\r\n\x1a\n']],
  ['pickle', ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05']],
  // gzip, xz, bzip2, Zstandard, 7-Zip
  ['packed', ['\x1f\x8b', '\xfd7zXZ', 'BZh', '\x28\xb5\x2f\xfd', '7z\xbc\xaf']],
  ['pointer', ['version https://git-lfs']],
  ['page', /^\s*<(!doctype|html|\?xml)/i],
  ['json', /^(\xef\xbb\xbf)?\s*[{[]/],
];

/** HDF5 may begin behind bytes of the user's, at these places. */
const hdf5Starts = [512, 1024, 2048, 4096, 8192];

async function kindOf(file: ByteSource): Promise<Kind> {
  if (file.size === 0) return 'empty';
  const kind = kindFrom(await letters(file, 0));
  if (kind !== 'unknown') return kind;
  for (const at of hdf5Starts) if (kindFrom(await letters(file, at)) === 'hdf5') return 'hdf5';
  return 'unknown';
}

const kindFrom = (start: string): Kind =>
  signatures.find(([, signature]) =>
    signature instanceof RegExp
      ? signature.test(start)
      : signature.some((prefix) => start.startsWith(prefix)),
  )?.[0] ?? 'unknown';

async function letters(file: ByteSource, from: number): Promise<string> {
  if (from >= file.size) return '';
  return String.fromCharCode(...(await file.read(from, Math.min(from + 64, file.size))));
}

const openers: Readonly<Record<Kind, (file: ByteSource) => Promise<WeightFile>>> = {
  safetensors: async (file) => (await import('./safetensors.ts')).openSafetensors(file),
  zip: openZip,
  numpy: async (file) => (await import('./numpy/npy.ts')).openNpy(file),
  pickle: async () => {
    throw new FormatError((await import('./pytorch/pytorch.ts')).ADVICE_FOR_PICKLES);
  },
  hdf5: async (file) => (await import('./keras/keras.ts')).openKeras(file),
  packed: refuse('It is compressed: unpack it first'),
  pointer: refuse('It is a pointer of Git LFS, not the file itself: run git lfs pull'),
  page: refuse('It is a web page, not weights: the download went wrong'),
  json: refuse('It is JSON, not weights'),
  empty: refuse('It is empty'),
  unknown: refuse(
    'It is of no format that is read here: safetensors, PyTorch (.pt, .pth, .bin), NumPy (.npy, .npz), Keras (.keras, .h5)',
  ),
};

/** What a zip archive is of, the names in it say. */
async function openZip(file: ByteSource): Promise<WeightFile> {
  const { readZip } = await import('./zip.ts');
  const archive = await readZip(file);
  const has = (name: RegExp) => archive.entries.some((entry) => name.test(entry.name));
  if (has(/(^|\/)data\.pkl$/)) return (await import('./pytorch/pytorch.ts')).openPyTorch(archive);
  if (has(/^model\.weights\.h5$/)) return (await import('./keras/keras.ts')).openKerasArchive(archive);
  if (has(/\.npy$/)) return (await import('./numpy/npy.ts')).openNpz(archive);
  throw new FormatError('It is a zip archive without weights of PyTorch, NumPy or Keras: unpack it first');
}

function refuse(sentence: string): () => Promise<never> {
  return async () => {
    throw new FormatError(sentence);
  };
}
