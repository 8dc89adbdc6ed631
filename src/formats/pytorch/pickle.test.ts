import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { bytesSource, FormatError } from '../source.ts';
import { joined } from '../testing/archives.ts';
import { checkpointOf, pickleOf, put, tensor } from '../testing/pickles.ts';
import { readZip } from '../zip.ts';
import { PickleObject, unpickle, type PickleGlobal } from './pickle.ts';
import { openPyTorch } from './pytorch.ts';

const file = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../testing/files/${name}`, import.meta.url)));
const open = async (bytes: Uint8Array) => openPyTorch(await readZip(bytesSource('a.pt', bytes)));
const none = new Map<string, never>();

/** Objects of Python that only name what they would be, as plain values. */
function plain(value: unknown): unknown {
  if (value instanceof PickleObject)
    return [(value.made as PickleGlobal).name, plain(value.given), plain(value.entries)];
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, plain(item)]));
  return Array.isArray(value)
    ? value.map(plain)
    : value instanceof Uint8Array
      ? Buffer.from(value).toString()
      : value;
}

test.each(
  (JSON.parse(Buffer.from(file('pickles.json')).toString()) as string[]).map(
    (hex, i) => [i + 2, hex] as const,
  ),
)('values as Python writes them, protocol %i', (protocol, hex) => {
  const read = plain(unpickle(new Uint8Array(Buffer.from(hex, 'hex')), none).value) as Map<string, unknown>;
  expect(read.get('numbers')).toEqual([
    ...[
      0,
      255,
      65535,
      -1,
      2 ** 31,
      -(2 ** 31) - 1,
      2 ** 53 - 1,
      2n ** 70n,
      -(2n ** 70n),
      0.1,
      true,
      false,
      null,
    ],
  ]);
  expect(read.get('text')).toEqual(['', 'é漢😀', 'x'.repeat(300)]);
  if (protocol > 2) expect((read.get('bytes') as string[]).slice(0, 3)).toEqual(['', 'ab', 'y'.repeat(300)]);
  expect(read.get('nested')).toEqual([
    [],
    [1],
    [1, 2],
    [1, 2, 3],
    [1, 2, 3, 4],
    new Map([[1, new Map([[2, 3]])]]),
  ]);
  expect(JSON.stringify(read.get('sets'))).toContain('[7]');
  expect(read.get('shared')).toEqual([['shared'], ['shared']]);
  expect(read.get('ordered')).toEqual([
    'collections.OrderedDict',
    [],
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  ]);
  expect(read.get('many')).toEqual([...Array(300).keys()]);
});

const called = vi.fn();
/** Records whatever is done with it. */
const trap: unknown = new Proxy(vi.fn(), {
  get: (_, name): unknown => called('get', name),
  apply: (): unknown => called('apply'),
  construct: () => {
    called('construct');
    return {};
  },
});
afterEach(() => {
  vi.unstubAllGlobals();
  called.mockClear();
});

const dangerous = [
  ['posix', 'system'],
  ['os', 'system'],
  ['builtins', 'eval'],
  ['builtins', 'exec'],
  ['builtins', 'open'],
  ['__builtin__', 'getattr'],
  ['subprocess', 'Popen'],
  ['globalThis', 'eval'],
  ['globalThis', 'Function'],
  ['constructor', 'constructor'],
  ['__proto__', 'toString'],
  ['Object', 'prototype'],
  ['torch', 'load'],
  ['torch._utils', 'constructor'],
] as const;

function poison() {
  for (const name of ['eval', 'Function', 'system', 'exec', 'open', 'fetch', 'importScripts', 'WebAssembly'])
    vi.stubGlobal(name, trap);
  for (const [module] of dangerous)
    if (!(module in globalThis) && module !== '__proto__') vi.stubGlobal(module, trap);
}

test.each(dangerous)('%s.%s is a name and nothing more', async (module, name) => {
  poison();
  const made = put.global(module, name);
  const given = put.tuple(put.text('touch /tmp/was-run'));
  const calls = {
    reduce: put.call(made, given),
    newObject: joined([made, given, Uint8Array.of(0x81)]),
    newObjectWithNames: joined([made, given, put.dict(put.text('shell'), put.int(1)), Uint8Array.of(0x92)]),
    nested: put.call(put.call(made, given), given),
    state: joined([put.call(made, given), put.dict(put.text('__class__'), made), Uint8Array.of(0x62)]),
    byStack: put.call(joined([put.text(module), put.text(name), Uint8Array.of(0x93)]), given),
    entries: joined([
      put.call(made, given),
      Uint8Array.of(0x28),
      put.text('__proto__'),
      made,
      Uint8Array.of(0x75),
    ]),
    asPersistent: put.persistent(put.call(made, given)),
    asType: put.call(
      put.global('torch._tensor', '_rebuild_from_type_v2'),
      put.tuple(made, made, given, put.none),
    ),
  };
  for (const call of Object.values(calls)) {
    expect(unpickle(pickleOf(call), none).value).toBeInstanceOf(PickleObject);
    const weights = await open(
      checkpointOf(pickleOf(put.dict(put.text('w'), tensor(), put.text('x'), call))),
    );
    expect(weights.tensors.map(({ name }) => name)).toEqual(['w']);
    expect([...(await weights.read(0, 0, 2))]).toEqual([1, 2]);
  }
  expect(called).not.toHaveBeenCalled();
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('a checkpoint that runs a command when Python loads it gives its weights and says what it held', async () => {
  const weights = await open(file('runs-on-loading.pt'));
  expect(weights.tensors.map(({ name }) => name)).toEqual(['w']);
  expect(weights.notes).toEqual(['Read as data, nothing of it was run: “posix.system”']);
});

test('every code, allowed or not, after whatever is on the stack, gives data or a FormatError', () => {
  poison();
  const evil = put.global('posix', 'system');
  const stacks = [
    [],
    [evil],
    [evil, put.tuple(put.text('ls'))],
    [put.call(evil, put.tuple()), put.dict(put.text('a'), evil)],
    [put.text('posix'), put.text('system')],
    [Uint8Array.of(0x28), evil, put.text('ls')],
    [evil, Uint8Array.of(0x28), put.text('ls'), evil],
    [put.list(), put.tuple(evil)],
    [put.dict(), put.text('__proto__'), evil],
  ];
  let read = 0;
  for (let code = 0; code < 256; code += 1)
    for (const stack of stacks)
      for (const after of [
        [],
        [1, 0, 0, 0, 0, 0, 0, 0, 46],
        [0x52],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      ])
        try {
          unpickle(pickleOf(...stack, Uint8Array.of(code, ...after)), none);
          read += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
  expect(read).toBeGreaterThan(300);
  expect(called).not.toHaveBeenCalled();
});

test('text codes of protocol 0, extensions and classes by name are refused', () => {
  for (const code of ['I1\n', "S'a'\n", 'i', 'o', 'V', 'L', 'F', 'P', '\x82', '\x83', '\x84'])
    expect(() => unpickle(pickleOf(Buffer.from(code, 'latin1')), none)).toThrow(
      'a code that PyTorch does not write',
    );
});
