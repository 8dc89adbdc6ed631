/**
 * Generates WebAssembly modules: functions over one imported memory, named and exported. Kernels are written as loops
 * over locals (Body); their computations are written by instructions.ts. Independent of networks.
 */
import { Bytes } from './bytes.ts';
import { i32, int, type Expression, type Int, type Kind } from './instructions.ts';

const codes: Readonly<Record<Kind, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };

export interface Local<Own extends Kind> extends Expression<Own> {
  readonly index: number;
}

/** A function of the module. All parameters are i32, and nothing is returned. */
export interface Kernel {
  readonly name: string;
  readonly index: number;
  readonly parameters: number;
}

/** The body of a kernel: its locals and statements, in order. */
export class Body {
  readonly #code: Bytes;
  readonly #locals: Kind[] = [];
  readonly #parameters: number;

  constructor(code: Bytes, parameters: number) {
    this.#code = code;
    this.#parameters = parameters;
  }

  get locals(): readonly Kind[] {
    return this.#locals;
  }

  /** A local, set to a value if one is given. */
  i32(value?: Int): Local<'i32'> {
    return this.#local('i32', value === undefined ? undefined : int(value));
  }
  f32(value?: Expression<'f32'>): Local<'f32'> {
    return this.#local('f32', value);
  }
  f64(value?: Expression<'f64'>): Local<'f64'> {
    return this.#local('f64', value);
  }
  v128(value?: Expression<'v128'>): Local<'v128'> {
    return this.#local('v128', value);
  }

  #local<Own extends Kind>(kind: Own, value: Expression<Own> | undefined): Local<Own> {
    const local = localOf<Own>(this.#parameters + this.#locals.length);
    this.#locals.push(kind);
    if (value !== undefined) this.set(local, value);
    return local;
  }

  set<Own extends Kind>(local: Local<Own>, value: Expression<Own>): void {
    value(this.#code);
    this.#code.byte(0x21);
    this.#code.unsigned(local.index);
  }

  /** local += amount. */
  advance(local: Local<'i32'>, amount: Int): void {
    this.set(local, i32.add(local, amount));
  }

  /** A statement that is not an expression: a store. */
  do(statement: (to: Bytes) => void): void {
    statement(this.#code);
  }

  call({ index, name, parameters }: Kernel, ...values: readonly Int[]): void {
    if (values.length !== parameters) throw new Error(`${name} takes ${parameters} values`);
    for (const value of values) int(value)(this.#code);
    this.#code.byte(0x10);
    this.#code.unsigned(index);
  }

  when(condition: Expression<'i32'>, then: () => void): void {
    condition(this.#code);
    this.#block(0x04, then);
  }

  /** Runs at least once, and again while counter += step stays below `end`, unsigned. */
  loop(counter: Local<'i32'>, end: Int, step: number, turn: () => void): void {
    this.#block(0x03, () => {
      turn();
      this.advance(counter, step);
      i32.ltU(counter, end)(this.#code);
      this.#code.byte(0x0d);
      this.#code.unsigned(0);
    });
  }

  /** for (counter = from; counter < end; counter += step). */
  each(counter: Local<'i32'>, from: Int, end: Int, step: number, turn: () => void): void {
    if (typeof from === 'number' && typeof end === 'number') {
      if (from >= end) return;
      this.set(counter, int(from));
      if (from + step < end) this.loop(counter, end, step, turn);
      else {
        turn();
        this.advance(counter, step);
      }
      return;
    }
    this.set(counter, int(from));
    this.when(i32.ltU(counter, end), () => {
      this.loop(counter, end, step, turn);
    });
  }

  #block(op: number, inside: () => void): void {
    this.#code.byte(op);
    this.#code.byte(0x40);
    inside();
    this.#code.byte(0x0b);
  }
}

function localOf<Own extends Kind>(index: number): Local<Own> {
  return Object.assign(
    (to: Bytes): void => {
      to.byte(0x20);
      to.unsigned(index);
    },
    { index },
  );
}

export class Assembler {
  readonly #kernels: Kernel[] = [];
  readonly #codes = new Bytes();
  readonly #body = new Bytes();
  readonly #data = new Map<number, number>();

  /** Writes a kernel; `write` gets its parameters as locals. */
  kernel(
    name: string,
    parameters: number,
    write: (f: Body, ...values: readonly Local<'i32'>[]) => void,
  ): Kernel {
    const code = this.#body;
    code.clear();
    const body = new Body(code, parameters);
    write(body, ...Array.from({ length: parameters }, (_, index) => localOf<'i32'>(index)));
    const head = new Bytes();
    // Run-length encoded by kind.
    const runs: { kind: Kind; length: number }[] = [];
    for (const kind of body.locals) {
      const last = runs.at(-1);
      if (last?.kind === kind) last.length += 1;
      else runs.push({ kind, length: 1 });
    }
    head.unsigned(runs.length);
    for (const { kind, length } of runs) {
      head.unsigned(length);
      head.byte(codes[kind]);
    }
    this.#codes.unsigned(head.length + code.length + 1);
    this.#codes.append(head);
    this.#codes.append(code);
    this.#codes.byte(0x0b);
    const kernel = { name, index: this.#kernels.length, parameters };
    this.#kernels.push(kernel);
    return kernel;
  }

  /** Writes a float32 to an address when the module starts. */
  constant(address: number, value: number): void {
    this.#data.set(address, value);
  }

  /** The module: imports `host.memory`, exports every kernel by its name. */
  bytes(): Uint8Array<ArrayBuffer> {
    const out = new Bytes();
    for (const byte of [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(byte);
    const kernels = this.#kernels;
    const widths = [...new Set(kernels.map(({ parameters }) => parameters))];
    section(out, 1, widths, (to, width) => {
      to.byte(0x60);
      to.unsigned(width);
      for (let i = 0; i < width; i += 1) to.byte(codes.i32);
      to.byte(0);
    });
    section(out, 2, [null], (to) => {
      to.text('host');
      to.text('memory');
      to.byte(2);
      to.byte(0);
      to.unsigned(1);
    });
    section(out, 3, kernels, (to, { parameters }) => to.unsigned(widths.indexOf(parameters)));
    section(out, 7, kernels, (to, { name, index }) => {
      to.text(name);
      to.byte(0);
      to.unsigned(index);
    });
    const code = new Bytes();
    code.unsigned(kernels.length);
    code.append(this.#codes);
    chunk(out, 10, code);
    section(out, 11, [...this.#data], (to, [address, value]) => {
      to.byte(0);
      int(address)(to);
      to.byte(0x0b);
      to.unsigned(4);
      to.float32(value);
    });
    chunk(out, 0, namesOf(kernels));
    return out.view();
  }
}

function chunk(out: Bytes, id: number, content: Bytes): void {
  out.byte(id);
  out.unsigned(content.length);
  out.append(content);
}

function section<Item>(
  out: Bytes,
  id: number,
  items: readonly Item[],
  write: (to: Bytes, item: Item) => void,
): void {
  const content = new Bytes();
  content.unsigned(items.length);
  for (const item of items) write(content, item);
  chunk(out, id, content);
}

/** Names of functions, for debuggers and profiles. */
function namesOf(kernels: readonly Kernel[]): Bytes {
  const names = new Bytes();
  names.unsigned(kernels.length);
  for (const { index, name } of kernels) {
    names.unsigned(index);
    names.text(name);
  }
  const content = new Bytes();
  content.text('name');
  chunk(content, 1, names);
  return content;
}
