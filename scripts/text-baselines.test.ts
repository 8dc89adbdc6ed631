import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { labelledRows } from '../src/core/data/task-data.ts';
import { fileTask, taskNames } from '../src/experiment/tasks.ts';
import { bagAccuracy, bitsPerCharacter } from './lib/text-baselines.mjs';

const readme = readFileSync('public/data/README.md', 'utf8');

/** The row of the README's table about a model of a task. */
const rowOf = (name: string, model: string, guard: string, test: string): RegExp =>
  new RegExp(`\\| \`${name}\` +\\| ${model} +\\| +${guard} \\| +${test} \\|`);

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const bits = (value: number): string => `${value.toFixed(3)} bits`;

const texts = taskNames.flatMap((name) => {
  const task = fileTask(name);
  if (task === null || task.kind === 'images') return [];
  return [{ name, task, bytes: new Uint8Array(gunzipSync(readFileSync(`public/${task.file}`))) }];
});

it.each(texts)('what simple models reach on $name is what the README says', ({ name, task, bytes }) => {
  const vocabulary = task.alphabet.length + 1;
  if (task.kind === 'text') {
    for (const [model, previous] of [
      ['frequency of characters', false],
      ['bigram model', true],
    ] as const) {
      const { guard, test } = bitsPerCharacter(bytes, task.characters, vocabulary, previous);
      expect(readme).toMatch(rowOf(name, model, bits(guard), bits(test)));
      if (previous) expect(task.bigram).toBeCloseTo(test, 3);
    }
    return;
  }
  const { counts, classes, length } = task;
  const passages = { ...labelledRows({ task, bytes }), length };
  for (const context of [32, 64, 128]) {
    const { guard, test } = bagAccuracy(passages, counts, vocabulary, classes.length, context);
    expect(readme).toMatch(rowOf(name, `counts of the first ${context}`, percent(guard), percent(test)));
  }
});
