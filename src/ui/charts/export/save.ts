/** Puts what a chart shows into a file: the figure as SVG or PNG, its numbers as CSV or JSON. Needs no network. */
import { csvLines, type Origins, type Rows } from '../../../record/files/csv.ts';
import { tidy } from '../../../record/files/tidy.ts';
import type { Table } from '../../../record/table.ts';
import { pngWithWords, svgWithWords, type PictureWords } from '../../../store/files/picture-metadata.ts';
import type { App } from '../../../store/state.ts';
import type { SavedFigure } from './figure-svg.ts';
import type { FigureSubject } from './figure-files.ts';
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
