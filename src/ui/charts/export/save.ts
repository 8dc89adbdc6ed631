/** Puts what a chart shows into a file: the figure as SVG or PNG, its numbers as CSV or JSON. Needs no network. */
import { csvText } from '../../../record/csv.ts';
import type { Table } from '../../../record/table.ts';
import { figureSvg } from './figure-svg.ts';

export { Sheet } from './Sheet.tsx';

/** Both resolve to whether the browser could make the picture. */
export async function saveSVG(figure: HTMLElement, name: string, footer: string): Promise<boolean> {
  const { text } = figureSvg(figure, footer);
  saveBlob(new Blob([text], { type: 'image/svg+xml' }), `${name}.svg`);
  return Promise.resolve(true);
}

/** `density`: pixels of the PNG per CSS pixel; four are about 300 to the inch for a figure as wide as a page. */
export async function savePNG(
  figure: HTMLElement,
  name: string,
  footer: string,
  density = 4,
): Promise<boolean> {
  const { text, width, height } = figureSvg(figure, footer);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  try {
    await image.decode();
  } catch {
    return false;
  }
  const canvas = document.createElement('canvas');
  canvas.width = width * density;
  canvas.height = height * density;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob === null) return false;
  saveBlob(blob, `${name}.png`);
  return true;
}

export function saveCsv(table: Table, name: string): void {
  saveBlob(new Blob([csvText(table)], { type: 'text/csv' }), `${name}.csv`);
}

export function saveJson(text: string, name: string): void {
  saveBlob(new Blob([text], { type: 'application/json' }), `${name}.json`);
}

/** `name` with its ending. */
export function saveBlob(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
