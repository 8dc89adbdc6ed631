import { expect, test } from 'vitest';
import { Assembler, type Body, type Local } from './assembler.ts';
import { Bytes } from './bytes.ts';
import { f32, i32, int, multiplyHigh, v128, f32x4, type Int } from './instructions.ts';

type Write = (f: Body, ...values: readonly Local<'i32'>[]) => void;

/** Words at 0 after a kernel ran over zeros. */
function ran(write: Write, ...values: readonly number[]): Uint32Array {
  const assembler = new Assembler();
  assembler.kernel('kernel', values.length, write);
  return started(assembler, 'kernel', ...values);
}

function started(assembler: Assembler, name: string, ...values: readonly number[]): Uint32Array {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(assembler.bytes()), { host: { memory } });
  (instance.exports[name] as (...values: readonly number[]) => void)(...values);
  return new Uint32Array(memory.buffer);
}

const edges = [0, 1, 63, 64, 127, 128, 8191, 8192, 2 ** 20, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];

test.each(edges)('%d is written as a whole number, and as its negative', (value) => {
  const [plain, negative] = ran((f) => {
    f.do(i32.store(0, int(value)));
    f.do(i32.store(4, int(-value)));
  });
  expect([plain, negative]).toEqual([value, -value >>> 0]);
});

test('unsigned numbers take the bytes that they need', () => {
  const bytes = new Bytes();
  for (const value of [127, 128, 2 ** 32 - 1]) bytes.unsigned(value);
  expect([...bytes.view()]).toEqual([127, 128, 1, 255, 255, 255, 255, 15]);
});

test('a buffer grows, and keeps what was written', () => {
  const [bytes, more] = [new Bytes(), new Bytes()];
  for (let i = 0; i < 5000; i += 1) more.byte(i % 251);
  bytes.byte(9);
  bytes.append(more);
  bytes.text('ab');
  expect([...bytes.view()]).toEqual([9, ...Array.from({ length: 5000 }, (_, i) => i % 251), 2, 97, 98]);
});

test.each([
  [0, 0, 1, 0],
  [5, 5, 1, 0],
  [0, 1, 1, 1],
  [2, 9, 3, 3],
  [-4, -1, 1, 3],
])('from %d below %d by %d there are %d turns', (from, end, step, turns) => {
  const count = (f: Body, first: Int, last: Int): void => {
    const [counter, at] = [f.i32(), f.i32(0)];
    const turn = (): void => {
      f.do(i32.store(0, i32.add(i32.load(0), 1)));
      f.do(i32.store(at, counter, 4));
      f.advance(at, 4);
    };
    f.each(counter, first, last, step, turn);
  };
  const seen = Array.from({ length: turns }, (_, i) => (from + i * step) >>> 0);
  expect([...ran(count, from, end).subarray(0, turns + 2)]).toEqual([turns, ...seen, 0]);
  // If the ends are known, no check is needed before the first iteration.
  if (from >= 0)
    expect([...ran((f) => count(f, from, end)).subarray(0, turns + 2)]).toEqual([turns, ...seen, 0]);
});

test('a condition decides whether statements are done', () => {
  const write: Write = (f, value) => {
    f.when(i32.eq(value, 3), () => f.do(i32.store(0, int(7))));
    f.when(i32.ne(value, 3), () => f.do(i32.store(0, int(8))));
  };
  expect([3, 4].map((value) => ran(write, value)[0])).toEqual([7, 8]);
});

test('whole numbers are added, shifted and multiplied without sign', () => {
  const [a, b] = [0xdeadbeef, 0xcafebabe];
  const found = ran(
    (f, x, y) => {
      const results: Int[] = [
        i32.sub(x, y),
        i32.mul(x, y),
        i32.and(x, y),
        i32.or(x, y),
        i32.xor(x, y),
        i32.shl(x, 5),
        i32.shrU(x, 5),
        i32.ltU(y, x),
        multiplyHigh(x, y),
      ];
      for (const [i, result] of results.entries()) f.do(i32.store(4 * i, int(result)));
    },
    a,
    b,
  );
  expect([...found.subarray(0, 9)]).toEqual(
    [
      ...[a - b, Math.imul(a, b), a & b, a | b, a ^ b, a << 5, a >>> 5, 1],
      Number((BigInt(a) * BigInt(b)) >> 32n),
    ].map((value) => value >>> 0),
  );
});

test('kernels call those before them, which have their own locals and names', () => {
  const assembler = new Assembler();
  const inner = assembler.kernel('inner kernel', 2, (f, at, value) => {
    const [whole, lanes, single] = [f.i32(value), f.v128(), f.f32()];
    f.set(lanes, v128.load(at));
    f.set(single, f32.load(at));
    f.do(i32.store(at, i32.add(whole, i32.load(at))));
    f.do(f32.store(at, f32x4.lane(f32x4.splat(single), 3), 4));
  });
  assembler.kernel('outer', 1, (f, value) => {
    f.call(inner, 0, value);
    f.call(inner, 16, i32.mul(value, 2));
  });
  expect([...started(assembler, 'outer', 21).subarray(0, 5)]).toEqual([21, 0, 0, 0, 42]);
  const module = new WebAssembly.Module(assembler.bytes());
  expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(['inner kernel', 'outer']);
  const [names] = WebAssembly.Module.customSections(module, 'name');
  expect(new TextDecoder().decode(names)).toContain('inner kernel');
  expect(() => assembler.kernel('wrong', 0, (f) => f.call(inner, 1))).toThrow('inner kernel takes 2 values');
});

test('constants are in memory from the start', () => {
  const assembler = new Assembler();
  assembler.kernel('none', 0, () => undefined);
  assembler.constant(8, 1.5);
  assembler.constant(400, -0);
  const floats = new Float32Array(started(assembler, 'none').buffer);
  expect([floats[2], floats[100]]).toEqual([1.5, -0]);
});
