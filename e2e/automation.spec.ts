// Owns that the examples of the documentation run unchanged, and that every call listed there exists.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { open, watchErrors } from './farcast.ts';

const page = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

const examples = ['README.md', 'docs/AUTOMATION.md'].flatMap((name) =>
  Array.from(page(name).matchAll(/```js\n([\s\S]*?)```/g), ([, code = '']) => ({ name, code })),
);

test('there are examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(2);
});

for (const { name, code } of examples) {
  test(`the example of ${name} says what it found: ${code.split('\n')[0] ?? ''}`, async ({ page: tab }) => {
    const errors = watchErrors(tab);
    const said: string[] = [];
    tab.on('console', (message) => said.push(message.text()));
    await open(tab, 'steps=20&seeds=2');
    await tab.evaluate(`(async () => { ${code} })()`);
    const { verdict } = await tab.evaluate(() => window.farcast.result());
    expect(verdict.total).toBe(32);
    expect(said.some((text) => text.includes(verdict.sentence))).toBe(true);
    expect(errors).toEqual([]);
  });
}

test('every call that is listed exists, and no other', async ({ page: tab }) => {
  const listed = Array.from(
    page('docs/AUTOMATION.md').matchAll(/^\| `(\w+)(?:\([^)]*\))?`\s+\|/gm),
    ([, call]) => call,
  );
  const calls = listed.slice(0, listed.indexOf('view'));
  await open(tab, 'steps=20&seeds=2');
  expect(calls.toSorted()).toEqual(await tab.evaluate(() => Object.keys(window.farcast).sort()));
});
