/**
 * Pickles, the programs for a stack machine in which Python writes objects, read as data. Nothing is ever called or looked
 * up by a name of the file: what a pickle would import is a `PickleGlobal`, what it would make by calling one is a
 * `PickleObject` that holds the arguments, unless `builders` has a function of ours for that name. What a pickle names as
 * stored elsewhere, a persistent id, is left as it is.
 * Protocols 2 to 5, https://github.com/python/cpython/blob/main/Lib/pickletools.py.
 */
import { FormatError } from '../source.ts';
import { decodeText } from '../text.ts';

/** Tuples, lists and sets are arrays, dictionaries are maps. Integers beyond 2^53 are bigint. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleGlobal
  | PickleObject
  | PickleTensor
  | PickleValue[]
  | PickleMap;
export type PickleMap = Map<PickleValue, PickleValue>;

/** A class or function by its name, which is never looked up. */
export class PickleGlobal {
  /** 'collections.OrderedDict'. */
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What a class or function of Python would have made: its name and what it was given. */
export class PickleObject {
  readonly made: PickleValue;
  readonly given: PickleValue;
  state: PickleValue = null;
  readonly items: PickleValue[] = [];
  readonly entries: PickleMap = new Map();

  constructor(made: PickleValue, given: PickleValue) {
    this.made = made;
    this.given = given;
  }
}

/** What a builder made of a pickle's tensor. */
export class PickleTensor {
  readonly storage: PickleValue;
  /** Numbers before its first. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** Numbers from one to the next along each axis. */
  readonly strides: readonly number[];
  /** If it is not that of the storage. */
  readonly dtype: string | null;

  constructor(
    storage: PickleValue,
    offset: number,
    shape: readonly number[],
    strides: readonly number[],
    dtype: string | null,
  ) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
    this.dtype = dtype;
  }
}

/** Makes a value from the arguments of a call; null leaves it a PickleObject. */
export type Builder = (given: readonly PickleValue[]) => PickleValue;

const MAX_NAME = 1000;

const damaged = (what: string) => new FormatError(`Its pickle is damaged: ${what}`);

export interface Unpickled {
  readonly value: PickleValue;
  /** Names of all that would have been called to make the PickleObjects in it. */
  readonly notCalled: ReadonlySet<string>;
}

/** Memory and time grow with the length of the pickle alone. Throws a FormatError. */
export function unpickle(bytes: Uint8Array, builders: ReadonlyMap<string, Builder>): Unpickled {
  const machine = new Machine(bytes, builders);
  while (!machine.ended) {
    const code = machine.unsigned(1);
    const step = opcodes.get(code);
    if (!step) throw damaged(`it has a code that PyTorch does not write (${code})`);
    step(machine);
  }
  return { value: machine.pop(), notCalled: machine.notCalled };
}

class Machine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #builders: ReadonlyMap<string, Builder>;
  readonly #below: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();
  #at = 0;
  #stack: PickleValue[] = [];
  readonly notCalled = new Set<string>();
  ended = false;

  constructor(bytes: Uint8Array, builders: ReadonlyMap<string, Builder>) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#builders = builders;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw damaged('it takes more than it has put on its stack');
    return value;
  }

  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  mark(): void {
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** All since the last mark. */
  popMark(): PickleValue[] {
    const values = this.#stack;
    const below = this.#below.pop();
    if (!below) throw damaged('it goes back to a mark that it has not set');
    this.#stack = below;
    return values;
  }

  /** Removes the topmost value, or the mark if there is none above it. */
  drop(): void {
    if (this.#stack.length > 0) this.#stack.pop();
    else this.popMark();
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (!(length >= 0 && end <= this.#bytes.length)) throw damaged('it ends early');
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  unsigned(width: number): number {
    return this.take(width).reduceRight((value, byte) => value * 256 + byte, 0);
  }

  int32(): number {
    this.take(4);
    return this.#view.getInt32(this.#at - 4, true);
  }

  float64(): number {
    this.take(8);
    return this.#view.getFloat64(this.#at - 8);
  }

  line(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    if (end < 0) throw damaged('it ends early');
    const text = decodeText(this.take(end - this.#at));
    this.#at += 1;
    return text;
  }

  text(width: number): void {
    this.push(decodeText(this.take(this.unsigned(width))));
  }

  data(width: number): void {
    this.push(this.take(this.unsigned(width)));
  }

  memoize(index = this.#memo.size): void {
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw damaged('it refers to something that it has not defined');
    this.push(value);
  }

  named(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw damaged('a name in it is no text');
    if (module.length + name.length > MAX_NAME) throw damaged('a name in it is too long');
    this.push(new PickleGlobal(`${module}.${name}`));
  }

  /** In Python a call; here a function of ours, or a record of what would have been called. */
  make(made: PickleValue, given: PickleValue): void {
    const name = made instanceof PickleGlobal ? made.name : 'something without a name';
    const built = this.#builders.get(name)?.(Array.isArray(given) ? given : []) ?? null;
    if (built === null) this.notCalled.add(name);
    this.push(built ?? new PickleObject(made, given));
  }
}

function append(to: PickleValue, values: readonly PickleValue[]): void {
  const list = to instanceof PickleObject ? to.items : to;
  if (!Array.isArray(list)) throw damaged('it appends to something that is no list');
  for (const value of values) list.push(value);
}

function set(to: PickleValue, values: readonly PickleValue[]): void {
  const map = to instanceof PickleObject ? to.entries : to;
  if (!(map instanceof Map) || values.length % 2 > 0)
    throw damaged('it sets entries of something that has none');
  for (let i = 0; i < values.length; i += 2) map.set(values[i]!, values[i + 1]!);
}

/** State that Python would set on something: on what is known here it is without meaning. */
function setState(to: PickleValue, state: PickleValue): void {
  if (to instanceof PickleObject) to.state = state;
}

/** Of two's complement, little-endian. */
function integer(bytes: Uint8Array): number | bigint {
  if (bytes.length > 1024) throw damaged('a number in it is too long');
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .reverse()
    .join('');
  const value = BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex || '0'}`));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const tuple = (m: Machine, length: number) => {
  const values = Array.from({ length }, () => m.pop());
  m.push(values.reverse());
};

type Step = (machine: Machine) => void;

const opcodes: ReadonlyMap<number, Step> = new Map<number, Step>([
  [0x80, (m) => void m.take(1)], // PROTO
  [0x95, (m) => void m.take(8)], // FRAME
  [0x2e, (m) => (m.ended = true)], // STOP
  [0x28, (m) => m.mark()],
  [0x30, (m) => m.drop()], // POP
  [0x31, (m) => void m.popMark()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP
  [0x4e, (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  [0x4a, (m) => m.push(m.int32())], // BININT
  [0x4b, (m) => m.push(m.unsigned(1))],
  [0x4d, (m) => m.push(m.unsigned(2))],
  [0x8a, (m) => m.push(integer(m.take(m.unsigned(1))))], // LONG1
  [0x8b, (m) => m.push(integer(m.take(m.unsigned(4))))], // LONG4
  [0x47, (m) => m.push(m.float64())], // BINFLOAT
  [0x8c, (m) => m.text(1)], // SHORT_BINUNICODE
  [0x58, (m) => m.text(4)], // BINUNICODE
  [0x8d, (m) => m.text(8)], // BINUNICODE8
  [0x55, (m) => m.data(1)], // SHORT_BINSTRING
  [0x54, (m) => m.data(4)], // BINSTRING
  [0x43, (m) => m.data(1)], // SHORT_BINBYTES
  [0x42, (m) => m.data(4)], // BINBYTES
  [0x8e, (m) => m.data(8)], // BINBYTES8
  [0x96, (m) => m.data(8)], // BYTEARRAY8
  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x7d, (m) => m.push(new Map())], // EMPTY_DICT
  [0x29, (m) => m.push([])], // EMPTY_TUPLE
  [0x8f, (m) => m.push([])], // EMPTY_SET
  [0x85, (m) => tuple(m, 1)],
  [0x86, (m) => tuple(m, 2)],
  [0x87, (m) => tuple(m, 3)],
  [0x74, (m) => m.push(m.popMark())], // TUPLE
  [0x6c, (m) => m.push(m.popMark())], // LIST
  [0x91, (m) => m.push(m.popMark())], // FROZENSET
  [
    0x64, // DICT
    (m) => {
      const values = m.popMark();
      m.push(new Map());
      set(m.top(), values);
    },
  ],
  [
    0x61, // APPEND
    (m) => {
      const value = m.pop();
      append(m.top(), [value]);
    },
  ],
  [
    0x65, // APPENDS
    (m) => {
      const values = m.popMark();
      append(m.top(), values);
    },
  ],
  [
    0x90, // ADDITEMS
    (m) => {
      const values = m.popMark();
      append(m.top(), values);
    },
  ],
  [
    0x73, // SETITEM
    (m) => {
      const value = m.pop();
      const key = m.pop();
      set(m.top(), [key, value]);
    },
  ],
  [
    0x75, // SETITEMS
    (m) => {
      const values = m.popMark();
      set(m.top(), values);
    },
  ],
  [0x71, (m) => m.memoize(m.unsigned(1))], // BINPUT
  [0x72, (m) => m.memoize(m.unsigned(4))], // LONG_BINPUT
  [0x94, (m) => m.memoize()], // MEMOIZE
  [0x68, (m) => m.recall(m.unsigned(1))], // BINGET
  [0x6a, (m) => m.recall(m.unsigned(4))], // LONG_BINGET
  [0x63, (m) => m.named(m.line(), m.line())], // GLOBAL
  [
    0x93, // STACK_GLOBAL
    (m) => {
      const name = m.pop();
      m.named(m.pop(), name);
    },
  ],
  [0x51, (m) => void m.top()], // BINPERSID
  [
    0x52, // REDUCE
    (m) => {
      const given = m.pop();
      m.make(m.pop(), given);
    },
  ],
  [
    0x81, // NEWOBJ
    (m) => {
      const given = m.pop();
      m.make(m.pop(), given);
    },
  ],
  [
    0x92, // NEWOBJ_EX
    (m) => {
      const named = m.pop();
      const given = m.pop();
      m.make(m.pop(), [given, named]);
    },
  ],
  [
    0x62, // BUILD
    (m) => {
      const state = m.pop();
      setState(m.top(), state);
    },
  ],
]);
