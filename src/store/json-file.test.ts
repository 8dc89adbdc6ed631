import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonParts } from '../record/json-parts.ts';
import { jsonFile } from './automation-work.ts';

describe('JSON in parts', () => {
  it('is what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect([...jsonParts(value)].join('')).toBe(JSON.stringify(value));
      }),
    );
    const odd = {
      a: [NaN, -Infinity, -0],
      b: undefined,
      c: [undefined, null, 1],
      d: {},
      e: [],
      get f() {
        return [1e-7];
      },
    };
    expect([...jsonParts(odd)].join('')).toBe(JSON.stringify(odd));
  });

  it('has no long part, however long a list is', async () => {
    const long = { numbers: Array.from({ length: 300_000 }, (_, i) => i / 7) };
    expect(Math.max(...Array.from(jsonParts(long), ({ length }) => length))).toBeLessThan(100_000);
    const job = jsonFile(long);
    let pauses = 0;
    let step = job.next();
    for (; step.done !== true; step = job.next()) pauses += 1;
    const text = await step.value.text();
    expect(text).toBe(JSON.stringify(long));
    expect(pauses).toBe(Math.floor(text.length / 2 ** 20));
  });
});
