/** The notebook of an analysis: whole JSON, its numbers are those of the analysis, and it is read as Python writes it. */
import { expect, test } from 'vitest';
import { checkSpec } from '../../experiment/spec.ts';
import { bytesSource } from '../../formats/source.ts';
import { savedRun } from '../../worker/recorded/save-run.ts';
import { RecordedSession } from '../../worker/recorded/session.ts';
import { notebookOf } from './notebook.ts';
import { reportOf } from './report.ts';

const goOn = async (): Promise<boolean> => true;

test('holds the coefficients and errors of every forecast', async () => {
  const { spec } = checkSpec({ samples: 64, layers: [4], steps: 100, seeds: [1, 2], arms: ['control'] });
  const pieces: Uint8Array[] = [];
  const loadData = (): Promise<never> => Promise.reject(new Error('no file is needed'));
  for await (const piece of savedRun(spec, 'control', { loadData, report: goOn })) pieces.push(piece.slice());
  const archive = new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
  const session = new RecordedSession();
  const { settings } = await session.open([bytesSource('run.zip', archive)], goOn);
  const analysis = await session.analyse(settings, goOn);
  const report = reportOf(analysis);
  const text = notebookOf({ archive: "it's.zip", link: 'v=4', settings, analysis, report });
  const { cells, nbformat } = JSON.parse(text) as {
    nbformat: number;
    cells: { cell_type: string; source: string[] }[];
  };
  expect(nbformat).toBe(4);
  const code = cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => source.join(''));
  expect(code).toHaveLength(4);
  const within = (name: string): unknown => {
    const [, json = ''] = new RegExp(`${name}[^\\n]*json\\.loads\\(r'''(.*?)'''\\)`).exec(code[1]!) ?? [];
    return JSON.parse(json);
  };
  const page = within("'farcaster':") as (number | null)[][][];
  const stay = analysis.methods.length;
  const at = (run: number, a: number, h: number): number =>
    analysis.error[((run * analysis.anchors.length + a) * analysis.horizons.length + h) * stay]!;
  expect(page.length).toBe(2);
  page.forEach((byAnchor, run) =>
    byAnchor.forEach((byHorizon, a) =>
      byHorizon.forEach((value, h) => expect(value ?? NaN).toBe(at(run, a, h))),
    ),
  );
  const coefficients = within('COEFFICIENTS') as number[][][][][];
  expect(coefficients[0]![1]![0]![0]).toEqual([...analysis.coefficients[0]!.subarray(3, 6)]);
  expect(code[1]).toContain('REPEAT_FIT = True');
});
