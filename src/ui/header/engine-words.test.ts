import { expect, test } from 'vitest';
import { engineName, shortReason, type EngineReport } from './EngineBadge.tsx';

test.each([
  ['no GPU: only a software adapter (google swiftshader)', 'no GPU: only a software adapter'],
  ['measured (fused 6,900) as the fastest (of two)', 'measured as the fastest'],
  ['asked for', 'asked for'],
])('the badge leaves out what stands in brackets: %s', (reason, short) => {
  const engine: EngineReport = { name: 'reference', backend: 'none', adapter: null, reason };
  expect(shortReason(engine)).toBe(short);
});

test.each([
  ['simd', 'wasm', 'simd'],
  ['reference', 'none', 'reference'],
  ['tensorflow', 'wasm', 'tensorflow · WebAssembly'],
] as const)('the badge names %s on %s %s', (name, backend, said) => {
  expect(engineName({ name, backend, adapter: null, reason: '' })).toBe(said);
});
