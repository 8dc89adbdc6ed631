import { expect, it } from 'vitest';
import { countOf, oldWords, proseOf } from './lib/words.mjs';

it('reads comments and texts of programs, and documents without their code', () => {
  const code = "/** Kept. */\nconst kept = 'kept'; // kept\nsay(`it is kept`, kept);";
  expect(countOf('kept', proseOf('a.ts', code))).toBe(3);
  expect(countOf('kept', proseOf('a.md', 'Kept, not `kept`.\n```js\nkept\n```\n'))).toBe(1);
});

it('counts whole words, whatever their case', () => {
  expect(countOf('tells?|told', 'Told what it tells; untold, telling, two-told')).toBe(2);
});

it('has patterns that are valid and not listed twice', () => {
  expect(new Set(oldWords.map(([pattern]) => pattern)).size).toBe(oldWords.length);
  for (const [pattern] of oldWords) expect(() => new RegExp(pattern)).not.toThrow();
});
