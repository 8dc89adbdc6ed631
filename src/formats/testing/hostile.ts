/**
 * Files that are wrong in every way that was thought of, each kind by a seed: real files that were damaged, and such as no
 * program writes. Whatever opens files has to read them or refuse them.
 */
import { deflateRawSync } from 'node:zlib';
import { encodeText } from '../text.ts';
import { record } from '../zip-writer.ts';
import { joined, zipOf, type ArchiveEntry } from './archives.ts';
import { checkpointOf, pickleOf, put, tensor, type TensorParts } from './pickles.ts';

/** A whole number from 0 on, below `below`. */
type Random = (below: number) => number;

export interface Hostile {
  /** With an extension, which may be wrong. */
  readonly name: string;
  readonly bytes: Uint8Array;
}
export type Kind = (random: Random, real: (name: string) => Uint8Array) => Hostile;

/** The file of a kind that a seed gives. `real` gives what is in files/. */
export function hostile(kind: Kind, seed: number, real: (name: string) => Uint8Array): Hostile {
  let state = seed * 2 ** 16 + 1;
  const random: Random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return kind(random, real);
}

const realFiles = [
  ...[
    'all.safetensors',
    'all.npz',
    'compressed.npz',
    'kernel.npy',
    'state-dict.pt',
    'checkpoint.pt',
    'module.pt',
  ],
  ...['runs-on-loading.pt', 'before-1.6.pt', 'script.pt', 'keras3.weights.h5', 'keras2.h5', 'model.keras'],
];

type Change = (bytes: Uint8Array, random: Random) => Uint8Array;
const changes: Readonly<Record<string, Change>> = {
  truncated: (bytes, random) => bytes.subarray(0, random(bytes.length)),
  'without its start': (bytes, random) => bytes.subarray(random(bytes.length)),
  'with a changed byte at its start': (bytes, random) =>
    changed(bytes, random(Math.min(bytes.length, 200)), random(256)),
  'with changed bytes': (bytes, random) =>
    Array.from({ length: 20 }).reduce<Uint8Array>(
      (all) => changed(all, random(all.length), random(256)),
      bytes,
    ),
  'with a zeroed part': (bytes, random) => bytes.slice().fill(0, random(bytes.length), random(bytes.length)),
  'with a part of ones': (bytes, random) =>
    bytes.slice().fill(255, random(bytes.length), random(bytes.length)),
  doubled: (bytes) => joined([bytes, bytes]),
  'with a part twice': (bytes, random) =>
    joined([bytes.subarray(0, random(bytes.length)), bytes.subarray(random(bytes.length))]),
};

function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)]!;

const damaged: readonly (readonly [string, Kind])[] = realFiles.flatMap((name) =>
  Object.entries(changes).map(([what, change]): [string, Kind] => [
    `${name} ${what}`,
    (random, real) => ({ name, bytes: change(real(name), random) }),
  ]),
);

const made = (name: string, bytes: Uint8Array): Hostile => ({ name, bytes });

const safetensors = (header: string, data = new Uint8Array(8), length = encodeText(header).length) =>
  made('model.safetensors', joined([record('8', [length]), encodeText(header), data]));
const one = (more: object) =>
  safetensors(JSON.stringify({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...more } }));
const many = (count: number) =>
  JSON.stringify(
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `w${i}`,
        { dtype: 'U8', shape: [1], data_offsets: [i, i + 1] },
      ]),
    ),
  );
const absurd = [-1, -8, 0.5, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 1e300];

const large = [2 ** 8, 2 ** 20, 2 ** 31, 2 ** 40, 2 ** 52];
const sizes = [10, 1000, 100_000];

const inSafetensors: Readonly<Record<string, Kind>> = {
  'a header longer than the file': (random) =>
    safetensors('{}', new Uint8Array(8), pick(random, [11, 100, 2 ** 30, 2 ** 40, 2 ** 52])),
  'absurd offsets': (random) => one({ data_offsets: [pick(random, [0, ...absurd]), pick(random, absurd)] }),
  'absurd shapes': (random) => one({ shape: [pick(random, absurd), pick(random, absurd)] }),
  'tensors that overlap': () =>
    safetensors(
      JSON.stringify(
        Object.fromEntries(
          ['a', 'b'].map((name) => [name, { dtype: 'F32', shape: [2], data_offsets: [0, 8] }]),
        ),
      ),
    ),
  'names twice': () =>
    safetensors(
      '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
    ),
  'names of objects': (random) =>
    safetensors(
      `{"${pick(random, ['__proto__', 'constructor', 'toString'])}":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`,
    ),
  'JSON nested deeply': (random) =>
    safetensors('{"a":'.repeat(pick(random, sizes)) + '[['.repeat(random(50000))),
  '100,000 tensors': () => safetensors(many(100_000), new Uint8Array(100_000)),
  'no tensors': () => safetensors('{}', new Uint8Array()),
  'weights that are not finite': () =>
    safetensors(
      '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}',
      new Uint8Array(Float32Array.of(NaN, -Infinity).buffer),
    ),
  'names of a megabyte': () =>
    safetensors(JSON.stringify({ ['n'.repeat(1e6)]: { dtype: 'F9', shape: [2], data_offsets: [0, 8] } })),
};

const npy = (shape: string, data = new Uint8Array(8)) => {
  const header = encodeText(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`);
  return joined([
    Uint8Array.of(0x93),
    encodeText('NUMPY'),
    Uint8Array.of(1, 0),
    record('2', [header.length]),
    header,
    data,
  ]);
};
const npz = (entries: readonly ArchiveEntry[]) => made('all.npz', zipOf(entries));
const array = (name: string, more: Partial<ArchiveEntry> = {}): ArchiveEntry => ({
  name,
  bytes: npy('(2,)'),
  ...more,
});
const zeros = deflateRawSync(new Uint8Array(2 ** 25));

const inArchives: Readonly<Record<string, Kind>> = {
  'an array of any size': (random) =>
    made('w.npy', npy(`(${pick(random, absurd)}, ${pick(random, absurd)})`)),
  'a shape that is code': () => made('w.npy', npy('(__import__("os").system("ls"),)')),
  'a bomb': (random) =>
    npz([
      array('w.npy', { bytes: zeros, method: 8, claims: pick(random, [100, 2 ** 25, 2 ** 31, 2 ** 32 - 1]) }),
    ]),
  'a bomb that is an array': () =>
    npz([{ name: 'w.npy', deflated: true, bytes: npy('(4194304,)', new Uint8Array(2 ** 24)) }]),
  'bombs that overlap': () =>
    npz(
      Array.from({ length: 100 }, (_, i) =>
        array(`${i}.npy`, { bytes: zeros, method: 8, at: 0, claims: 2 ** 25 }),
      ),
    ),
  'names that lead out': (random) =>
    npz([
      array(
        pick(random, ['../w.npy', '/w.npy', 'a/../../w.npy', 'C:\\w.npy', '..\\w.npy', '\0.npy', '.npy']),
      ),
    ]),
  'names twice': () => npz([array('w.npy'), array('w.npy')]),
  'encrypted entries': () => npz([array('w.npy', { flags: 1 })]),
  'an archive in an archive': () => npz([{ name: 'w.npy', bytes: zipOf([array('w.npy')]) }]),
  'too many entries': () =>
    npz(Array.from({ length: 60_000 }, (_, i) => array(`${i}`, { bytes: new Uint8Array() }))),
  'entries that begin anywhere': (random) =>
    npz([array('w.npy', { at: pick(random, [1, 77, 2 ** 31, 2 ** 32 - 1]) })]),
  'entries that claim anything': (random) =>
    npz([array('w.npy', { claims: pick(random, [0, 1, 2 ** 31, 2 ** 32 - 1]) })]),
  'an end within the comment': () =>
    made('all.npz', zipOf([array('w.npy')], { comment: zipOf([array('v.npy')]) })),
  'an empty archive': () => npz([]),
};

const pt = (...parts: Uint8Array[]) => made('model.pt', checkpointOf(pickleOf(...parts)));
const weights = (parts: TensorParts, name = 'w') => pt(put.dict(put.text(name), tensor(parts)));
const code = (...bytes: number[]) => Uint8Array.from(bytes);
const times = (count: number, part: Uint8Array) => joined(Array.from({ length: count }, () => part));

/** Small to write, 2 to that power to walk through. */
const doubling = (levels: number) => {
  const level = (i: number) =>
    joined([
      code(0x71, i),
      code(0x30, 0x7d, 0x28),
      put.text('a'),
      code(0x68, i),
      put.text('b'),
      code(0x68, i, 0x75),
    ]);
  return joined([tensor(), ...Array.from({ length: levels }, (_, i) => level(i))]);
};

const inPickles: Readonly<Record<string, Kind>> = {
  'calls of code': (random) => {
    const [module, name] = pick(random, [
      ['os', 'system'],
      ['builtins', 'eval'],
      ['builtins', 'getattr'],
      ['torch', 'load'],
    ] as const);
    return pt(
      put.dict(
        put.text('w'),
        tensor(),
        put.text('x'),
        put.call(put.global(module, name), put.tuple(put.text('ls'))),
      ),
    );
  },
  'a call that is the file': () => pt(put.call(put.global('os', 'system'), put.tuple(put.text('ls')))),
  'absurd shapes': (random) =>
    weights({
      shape: [Math.abs(pick(random, absurd.filter(Number.isInteger))) % 2 ** 55, 2],
      strides: [2, 1],
    }),
  'numbers repeated without end': (random) => weights({ shape: [pick(random, large)], strides: [0] }),
  'absurd offsets': (random) => weights({ offset: pick(random, large) }),
  'absurd strides': (random) => weights({ strides: [pick(random, large)] }),
  'more strides than axes': () => weights({ strides: [1, 1] }),
  'a storage that is missing': () => weights({ key: pick(() => 0, ['../data.pkl']) }),
  'a storage of another type': (random) =>
    weights({
      storage: pick(random, ['DoubleStorage', 'ComplexFloatStorage', 'constructor', 'QInt8Storage']),
    }),
  'names of objects': (random) =>
    weights({}, pick(random, ['__proto__', 'constructor', 'hasOwnProperty', ''])),
  'a dictionary within itself': () =>
    pt(joined([put.dict(put.text('w'), tensor()), code(0x94), put.text('self'), code(0x68, 0, 0x73)])),
  'a list within itself': () => pt(joined([put.list(tensor()), code(0x94, 0x68, 0, 0x61)])),
  'a dictionary of dictionaries, each twice': () => pt(doubling(40)),
  'a costly dictionary under many keys': () =>
    pt(
      joined([doubling(16), code(0x71, 99)]),
      put.dict(
        put.text('model'),
        tensor(),
        joined(Array.from({ length: 3000 }, (_, i) => joined([put.text(`${i}`), code(0x68, 99)]))),
      ),
    ),
  'deep nesting': (random) => pt(times(pick(random, sizes), code(0x28)), tensor(), times(9, code(0x74))),
  'deeper nesting': (random) => pt(tensor(), times(pick(random, sizes), code(0x85))),
  'text longer than the file': (random) =>
    pt(
      pick(random, [
        code(0x58, 255, 255, 255, 255),
        joined([code(0x8d), record('8', [2 ** 52])]),
        joined([code(0x96), record('8', [2 ** 53 - 1])]),
      ]),
    ),
  'a number without end': () => pt(code(0x8b, 255, 255, 255, 127)),
  'any codes': (random) => pt(Uint8Array.from({ length: 300 }, () => random(256))),
  'any codes on data': (random) =>
    pt(
      put.dict(put.text('w'), tensor()),
      put.tuple(),
      Uint8Array.from({ length: 30 }, () =>
        pick(
          random,
          [
            0x28, 0x30, 0x31, 0x32, 0x51, 0x52, 0x61, 0x62, 0x64, 0x65, 0x73, 0x74, 0x75, 0x81, 0x85, 0x90,
            0x91, 0x92, 0x93, 0x94,
          ],
        ),
      ),
    ),
  'tensors of the same name': () =>
    pt(put.dict(put.text('a.b'), tensor(), put.text('a'), put.dict(put.text('b'), tensor()))),
  '100,000 tensors': () => {
    const again = Array.from({ length: 99_999 }, (_, i) => [put.text(`w${i}`), code(0x68, 0)]).flat();
    return pt(tensor(), code(0x71, 0), put.dict(put.text('w'), tensor(), joined(again)));
  },
  'no tensors': () => pt(put.dict(put.text('w'), put.int(1))),
  'weights that are not finite': () =>
    made(
      'model.pt',
      checkpointOf(
        pickleOf(put.dict(put.text('w'), tensor())),
        new Uint8Array(Float32Array.of(NaN, Infinity).buffer),
      ),
    ),
  'a tensor made of itself': () => {
    const type = put.global('torch._tensor', '_rebuild_from_type_v2');
    return pt(put.list(type, put.none), code(0x94, 0x68, 0, 0x61, 0x30), put.call(type, code(0x68, 0)));
  },
  'one large list made again and again': () =>
    pt(
      put.list(...Array.from({ length: 20_000 }, () => put.none)),
      code(0x71, 0),
      times(20_000, joined([put.global('collections', 'OrderedDict'), code(0x68, 0, 0x85, 0x52, 0x30)])),
    ),
  'a long name again and again': () =>
    pt(
      put.text('n'.repeat(1e6)),
      code(0x71, 0),
      times(20_000, joined([code(0x68, 0, 0x68, 0, 0x93), put.tuple(), code(0x52, 0x30)])),
    ),
  'no pickle at all': () => made('model.pt', zipOf([{ name: 'archive/data.pkl', bytes: new Uint8Array() }])),
};

const others: Readonly<Record<string, Kind>> = {
  'another extension': (random, real) =>
    made(
      `file${pick(random, ['.pt', '.npz', '.h5', '.safetensors', '.npy', ''])}`,
      real(pick(random, realFiles)),
    ),
  'any bytes': (random) =>
    made(
      'model.h5',
      Uint8Array.from({ length: random(3000) }, () => random(256)),
    ),
  'a beginning of HDF5': (random) =>
    made(
      'model.h5',
      joined([
        encodeText('\x7f'),
        code(0x89, 72, 68, 70, 13, 10, 26, 10).subarray(0),
        Uint8Array.from({ length: 2000 }, () => random(256)),
      ]).subarray(1),
    ),
  nothing: () => made('model.pt', new Uint8Array()),
};

const group = (name: string, kinds: Readonly<Record<string, Kind>>) =>
  Object.entries(kinds).map(([what, kind]): [string, Kind] => [`${name}: ${what}`, kind]);

/** Every kind by its name. */
export const kinds: readonly (readonly [string, Kind])[] = [
  ...damaged,
  ...group('safetensors', inSafetensors),
  ...group('archives', inArchives),
  ...group('pickles', inPickles),
  ...group('others', others),
];
