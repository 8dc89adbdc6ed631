/** The files in files/, made by scripts/formats/make-files.py, and what they hold. */
import { readFileSync } from 'node:fs';
import { bytesSource, type ByteSource } from '../source.ts';
import type { WeightFile } from '../weight-file.ts';

export const file = (name: string): ByteSource =>
  bytesSource(name, new Uint8Array(readFileSync(new URL(`files/${name}`, import.meta.url))));

interface Truth {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly number[];
}

/** What every file of the whole set holds, as float32, by NumPy's own conversion. */
export const truth: Readonly<Record<string, Truth>> = Object.fromEntries(
  Object.entries(
    JSON.parse(
      new TextDecoder().decode(readFileSync(new URL('files/truth.json', import.meta.url))),
    ) as Record<string, { shape: number[]; dtype: string; values: (number | string)[] }>,
  ).map(([name, { shape, dtype, values }]) => [
    name,
    { shape, dtype, values: values.map((value) => Number(`${value}`.replace('inf', 'Infinity'))) },
  ]),
);

/** All tensors of a file by name, in one read each. */
export async function contentOf(weights: WeightFile) {
  const content: Record<string, { shape: readonly number[]; dtype: string; values: number[] }> = {};
  for (const [i, { name, shape, dtype, count }] of weights.tensors.entries())
    content[name] = { shape, dtype, values: [...(await weights.read(i, 0, count))] };
  return content;
}
