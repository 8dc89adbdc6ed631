/** Puts what a chart shows into a file: the figure as SVG, PDF or PNG, its numbers as CSV or JSON. Needs no network. */
import { csvLines, type Origins, type Rows } from '../../../record/files/csv.ts';
import { tidy } from '../../../record/files/tidy.ts';
import type { Table } from '../../../record/table.ts';
import { pngWithWords, svgWithWords, type PictureWords } from '../../../store/files/picture-metadata.ts';
import type { App } from '../../../store/state.ts';
import type { SavedFigure } from './figure-svg.ts';
import type { FigureSubject, PictureKind } from './figure-files.ts';
import { fileName, originsOf, provenanceOf } from './provenance.ts';

/** A drawing with what it says about itself. */
export const svgFile = ({ text }: SavedFigure, words: PictureWords): Blob =>
  new Blob([svgWithWords(text, words)], { type: 'image/svg+xml' });

/** `density`: pixels for each CSS px of the drawing. Null if the browser cannot make the picture. */
export async function pngFile(
  { text, width, height }: SavedFigure,
  words: PictureWords,
  density: number,
  dotsPerInch = 96 * density,
): Promise<Blob | null> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  try {
    await image.decode();
  } catch {
    return null;
  }
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob === null) return null;
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return new Blob(pngWithWords(bytes, words, dotsPerInch), { type: 'image/png' });
}

interface Print {
  /** Pixels of a PNG for each CSS px of the drawing. */
  readonly density: number;
  readonly dotsPerInch?: number;
  /** Width; without it, a px of the page is a px of the file. */
  readonly millimetres?: number;
}

/** Saves a picture under `name`. Returns what is wrong with it, in a sentence; null if nothing is. */
export async function savePicture(
  kind: PictureKind,
  saved: SavedFigure,
  words: PictureWords,
  name: string,
  { density, dotsPerInch, millimetres }: Print,
): Promise<string | null> {
  let wrong: string | null = null;
  const fileOf = async (): Promise<Blob | null> => {
    if (kind === 'SVG') return svgFile(saved, words);
    if (kind === 'PNG') return pngFile(saved, words, density, dotsPerInch);
    const { pdfFigure } = await import('./pdf/pdf-figure.ts');
    const { file, lacking } = await pdfFigure(saved, words, millimetres);
    if (lacking.length > 0)
      wrong = `The PDF has empty boxes for “${lacking.join('')}”, which its font lacks; SVG works.`;
    return file;
  };
  const file = await fileOf().catch(() => null);
  if (file === null) return `The ${kind} could not be made by this browser; ${otherThan(kind)} may work.`;
  download(file, `${name}.${kind.toLowerCase()}`);
  return wrong;
}

const otherThan = (kind: PictureKind): PictureKind => (kind === 'SVG' ? 'PNG' : 'SVG');

/** Saves a table, one observation a row, with where it comes from. */
export async function saveTable(app: App, area: string, table: Table, of?: FigureSubject): Promise<void> {
  const provenance = await provenanceOf(app, of);
  download(csvFile(tidy(table), originsOf(provenance, area)), `${fileName(provenance, area)}.csv`);
}

const linesInPart = 4096;

export function csvFile(table: Rows, origins: Origins): Blob {
  const parts: Blob[] = [];
  let lines: string[] = [];
  for (const line of csvLines(table, origins)) {
    if (lines.push(line) < linesInPart) continue;
    parts.push(new Blob(lines));
    lines = [];
  }
  return new Blob([...parts, ...lines], { type: 'text/csv' });
}

export function saveJson(text: string, name: string): void {
  download(new Blob([text], { type: 'application/json' }), `${name}.json`);
}

export function download(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
