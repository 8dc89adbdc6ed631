/** All files of the run on screen in one archive: result, tables, figures, and how to have it again. */
import cff from '../../../CITATION.cff?raw';
import { seedTables } from '../../record/files/curves.ts';
import { tidy } from '../../record/files/tidy.ts';
import { fileInSlices } from '../../store/automation-work.ts';
import { zipped } from '../../store/files/archive.ts';
import type { App } from '../../store/state.ts';
import { onPage, type FigureFiles } from '../charts/export/figure-files.ts';
import type { SavedFigure } from '../charts/export/figure-svg.ts';
import {
  captionOf,
  originsOf,
  pictureWords,
  provenanceOf,
  type Provenance,
} from '../charts/export/provenance.ts';
import { csvFile, svgFile } from '../charts/export/save.ts';
import { bibTex, javaScript, python } from './recipes.ts';

interface Making {
  /** Draws a figure for a file. */
  readonly draw: (of: FigureFiles, caption: string) => Promise<SavedFigure>;
  /** Maximum number of steps of the curves of single seeds. */
  readonly mostSteps: number;
}

/** Throws an Error before an experiment is prepared. */
export async function everything(app: App, { draw, mostSteps }: Making): Promise<Blob> {
  const history = app.recorded();
  if (history === null) throw new Error('The experiment is not prepared yet.');
  const provenance = await provenanceOf(app);
  const files = new Map<string, Blob | string>([
    ['result.json', await fileInSlices(app)],
    ['link.txt', `${provenance.link ?? ''}\n`],
  ]);
  for (const [name, table] of Object.entries(seedTables(history, mostSteps)))
    files.set(`seeds/${name}.csv`, csvFile(table, originsOf(provenance, name)));
  for (const shown of [...onPage.values()]) {
    const { area, of, figure, table } = shown;
    const from = of === undefined ? provenance : await provenanceOf(app, of);
    files.set(`tables/${area}.csv`, csvFile(tidy(table(true)), originsOf(from, area)));
    if (figure === null) continue;
    const drawn = await draw(shown, captionOf(from));
    files.set(`figures/${area}.svg`, svgFile(drawn, pictureWords(from, drawn.title)));
  }
  files.set('repeat.mjs', javaScript(provenance));
  files.set('repeat.py', python(provenance));
  files.set('cite.bib', bibTex(provenance));
  files.set('CITATION.cff', cff);
  files.set('README.txt', readme(provenance, [...files.keys()]));
  return zipped(files);
}

const meanings: readonly (readonly [path: RegExp, meaning: string])[] = [
  [/^result\.json$/, 'the whole result; docs/AUTOMATION.md of the source explains every field'],
  [/^link\.txt$/, 'opens the experiment again'],
  [/^seeds\//, 'measurements of single seeds, one observation a row'],
  [/^tables\//, 'the numbers of a chart or table on the page'],
  [/^figures\//, 'a chart; dropped on the page it opens the experiment again'],
  [/^repeat\./, 'repeats the experiment with Playwright'],
  [/^cit|^CIT/, 'how to cite the software and the paper'],
];

const readme = (of: Provenance, paths: readonly string[]): string => `${of.about}
${[of.seeds, of.engine && `engine ${of.engine}`, of.unfinished && `unfinished: ${of.unfinished}`, of.software]
  .filter((part) => part !== null)
  .join('\n')}
digest ${of.digest ?? 'of an unfinished run: none'}
${of.link ?? ''}

${paths.map((path) => `${path}: ${meanings.find(([pattern]) => pattern.test(path))?.[1] ?? ''}`).join('\n')}

Tables begin with comment lines (#), of which the first says how pandas and numpy read them; nan is a number
that does not exist. Instruments that were not open on the page are not in this archive.
`;
