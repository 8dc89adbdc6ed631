import { expect, test, vi } from 'vitest';
import { LinearMemory } from './memory.ts';

const page = 65536;

test('regions lie one after the other, are zeros and survive growth', () => {
  const memory = new LinearMemory(100, 64);
  const regions = [10, 3 * page, 1, 40 * page].map((bytes) => ({ at: memory.reserve(bytes), bytes }));
  regions.forEach(({ at, bytes }, i) => {
    expect(at % 64).toBe(0);
    expect(at).toBeGreaterThanOrEqual(i === 0 ? 100 : regions[i - 1]!.at + regions[i - 1]!.bytes);
    expect(at + bytes).toBeLessThanOrEqual(memory.memory.buffer.byteLength);
    expect(memory.words[at / 4]).toBe(0);
  });
  memory.words[regions[0]!.at / 4] = 5;
  memory.reserve(50 * page);
  expect(memory.words[regions[0]!.at / 4]).toBe(5);
  for (const view of [memory.words, memory.floats, memory.doubles])
    expect(view.buffer).toBe(memory.memory.buffer);
});

test('it grows in steps: many small regions need few', () => {
  const memory = new LinearMemory(0, 64);
  const grow = vi.spyOn(memory.memory, 'grow');
  for (let i = 0; i < 400; i += 1) memory.reserve(page);
  expect(grow.mock.calls.length).toBeLessThan(30);
});

test('slots come back', () => {
  const memory = new LinearMemory(0, 1000);
  const [first, second] = [memory.takeSlot(), memory.takeSlot()];
  expect(Math.abs(first - second)).toBeGreaterThanOrEqual(1000);
  memory.freeSlot(first);
  const { byteLength } = memory.memory.buffer;
  for (let i = 0; i < 1000; i += 1) {
    const slot = memory.takeSlot();
    expect(slot).toBe(first);
    memory.freeSlot(slot);
  }
  expect(memory.memory.buffer.byteLength).toBe(byteLength);
});

test('what has no address is refused, and what was there stays', () => {
  const memory = new LinearMemory(0, 64);
  const at = memory.reserve(page);
  memory.words[at / 4] = 5;
  expect(() => memory.reserve(2 ** 32)).toThrow(
    /4.0 GB of WebAssembly memory are more than the browser gives/,
  );
  expect(memory.words[at / 4]).toBe(5);
  expect(memory.reserve(64)).toBeGreaterThan(at);
});

test('if a growth step is refused, only what is needed is requested', () => {
  const memory = new LinearMemory(0, 64);
  const real = memory.memory.grow.bind(memory.memory);
  vi.spyOn(memory.memory, 'grow').mockImplementation((pages) => {
    if (pages > 3) throw new RangeError('no');
    return real(pages);
  });
  const at = memory.reserve(2 * page);
  expect(memory.words[at / 4]).toBe(0);
  expect(() => memory.reserve(5 * page)).toThrow('allocation failed');
});
