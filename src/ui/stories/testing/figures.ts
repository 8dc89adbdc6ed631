/** Tables of cases and figures, and what is expected of each. */
import { expect } from 'vitest';
import type { HistoryName } from './histories.ts';
import { marksIn, namesIn, sentencesIn } from './marks.ts';
import { numbersOf, type Story } from './story.ts';

/** What is drawn, whose names stand at its ends, and how many rows its numbers have. */
export type Drawn = readonly [marks: string, names: string, rows: number];

/** By area, or by the title of a figure that has none. */
export type Figures = readonly (readonly [name: string | RegExp, Readonly<Record<HistoryName, Drawn>>])[];

/** Figures that have nothing to draw must have a sentence in its place. */
export async function expectDrawn(story: Story, name: string | RegExp, drawn: Drawn): Promise<void> {
  const [marks, names, rows] = drawn;
  const read = (): string[] => [marksIn(story.figure(name)), namesIn(story.figure(name)).join(', ')];
  await expect.poll(read).toEqual([marks, names]);
  expect((await numbersOf(story.figure(name))).rows).toHaveLength(rows);
  if (rows === 0) expect(sentencesIn(story.figure(name))).not.toEqual([]);
  expect(story.faults()).toEqual([]);
}
