import { afterEach, expect, test, vi } from 'vitest';
import { simdObstacle } from './available.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('there is none here', () => {
  expect(simdObstacle()).toBeNull();
});

test('a browser without WebAssembly, without its SIMD, or whose page forbids it says so', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(simdObstacle()).toBe('there is no WebAssembly here');
  vi.stubGlobal('WebAssembly', { validate: () => false });
  expect(simdObstacle()).toBe('WebAssembly has no SIMD instructions here');
  const Refused = vi.fn(function refuse() {
    throw new Error('unsafe-eval');
  });
  vi.stubGlobal('WebAssembly', { validate: () => true, Module: Refused });
  expect(simdObstacle()).toBe('WebAssembly may not be compiled here (content security policy)');
});
