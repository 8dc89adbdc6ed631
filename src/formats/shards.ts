/**
 * One checkpoint in several files: shards by an index (model.safetensors.index.json, pytorch_model.bin.index.json), shards
 * without one, or arrays in a file each.
 */
import { FormatError, type ByteSource } from './source.ts';
import { requireNumbers } from './shapes.ts';
import { baseName, decodeText, isRecord, parseJson, someNames } from './text.ts';
import type { WeightFile } from './weight-file.ts';

/** Bytes of an index, as of a header of safetensors. */
const maxIndex = 100_000_000;

/** Which file each tensor is in. */
export type WeightMap = ReadonlyMap<string, string>;

/** The `weight_map` of an index. Rejects with a FormatError if `source` is none. */
export async function readIndex(source: ByteSource): Promise<WeightMap> {
  if (source.size > maxIndex) throw new FormatError('It is JSON of more than 100 MB, and no index of shards');
  const index = parseJson(decodeText(await source.read(0, source.size)));
  const map = isRecord(index) ? index['weight_map'] : null;
  if (!isRecord(map)) throw new FormatError('It is JSON without a “weight_map”, so no index of shards');
  return new Map(
    Object.entries(map).map(([name, file]) => {
      if (typeof file === 'string') return [name, file];
      throw new FormatError(
        `It is damaged: it does not say which file the tensor ${someNames([name])} is in`,
      );
    }),
  );
}

/** The files that an index names, in the order of their names. Throws a FormatError if one is not among `files`. */
export function shardsOf(index: WeightMap, files: readonly ByteSource[]): readonly ByteSource[] {
  const names = [...new Set(index.values())].sort();
  const byName = new Map(files.map((file) => [baseName(file.name), file]));
  const missing = names.filter((name) => !byName.has(baseName(name)));
  if (missing.length > 0)
    throw new FormatError(
      `${missing.length === 1 ? 'A file is' : `${missing.length} files are`} missing that belong${missing.length === 1 ? 's' : ''} to it: ${someNames(missing)}`,
    );
  return names.map((name) => byName.get(baseName(name))!);
}

/** Throws a FormatError if the names of files say that they are some of more: model-00001-of-00003.safetensors. */
export function requireAllShards(files: readonly ByteSource[]): void {
  const sets = new Map<string, { present: Set<number>; all: number; nameOf: (shard: number) => string }>();
  for (const { name } of files) {
    const [, before = '', number = '', all = '', after = ''] =
      /^(.*?)(\d{1,6})-of-(\d{1,6})(.*)$/.exec(baseName(name)) ?? [];
    if (all === '') continue;
    const nameOf = (shard: number) =>
      `${before}${String(shard).padStart(number.length, '0')}-of-${all}${after}`;
    const set = sets.get(nameOf(0)) ?? { present: new Set(), all: Number(all), nameOf };
    set.present.add(Number(number));
    sets.set(nameOf(0), set);
  }
  for (const { present, all, nameOf } of sets.values()) {
    if (present.size >= all) continue;
    let first = 1;
    while (present.has(first)) first += 1;
    throw new FormatError(`A file is missing that belongs to it: ${someNames([nameOf(first)])}`);
  }
}

/** Files as one. Throws a FormatError if two hold tensors of one name. */
export function joined(
  files: readonly (readonly [ByteSource, WeightFile])[],
  index: WeightMap = new Map(),
): WeightFile {
  const parts = files.flatMap(([, file], place) =>
    file.tensors.map((tensor, number) => ({
      ...tensor,
      sharedWith: tensor.sharedWith === null ? null : `${place}/${tensor.sharedWith}`,
      file,
      number,
    })),
  );
  const names = new Set<string>();
  for (const { name } of parts) {
    if (names.has(name)) throw new FormatError(`Two of its files hold a tensor ${someNames([name])}`);
    names.add(name);
  }
  const absent = [...index.keys()].filter((name) => !names.has(name));
  return {
    format: [...new Set(files.map(([, { format }]) => format))].join(', '),
    tensors: parts,
    metadata: Object.assign({}, ...files.map(([, { metadata }]) => metadata)) as Record<string, string>,
    step: files.find(([, { step }]) => step !== null)?.[1].step ?? null,
    notes: [
      ...files.flatMap(([{ name }, { notes }]) => notes.map((note) => `${baseName(name)}: ${note}`)),
      ...(absent.length > 0 ? [`In the index, but not read from its files: ${someNames(absent)}`] : []),
    ],
    read: async (tensor, from, to) => {
      const { file, number } = requireNumbers(parts, tensor, from, to);
      return file.read(number, from, to);
    },
  };
}
