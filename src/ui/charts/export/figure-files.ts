/** What files are made of: the figures and tables that are on the page at this moment. */
import { useEffect, type ReactNode } from 'react';
import type { ExperimentSpec } from '../../../experiment/fields.ts';
import type { Table } from '../../../record/table.ts';

/** The subject of a figure that is not of the run on screen. */
export interface FigureSubject {
  readonly id: string;
  readonly words: string;
  /** Its experiment, if the page's link is not of it; null if it has no single one. */
  readonly spec?: ExperimentSpec | null;
}

export interface FigureFiles {
  /** Unique; names it in files. */
  readonly area: string;
  readonly of?: FigureSubject | undefined;
  /** Pixels of a PNG per CSS pixel. */
  readonly density?: 2 | 4 | undefined;
  /** Null for a table without a picture. */
  readonly figure: ReactNode;
  readonly table: (whole: boolean) => Table;
}

export type PictureKind = 'SVG' | 'PDF' | 'PNG';
export type FileKind = PictureKind | 'CSV' | 'Figure';

/** The figures and tables on the page at this moment, by their areas. */
export const onPage = new Map<string, FigureFiles>();

export function useOnPage(files: FigureFiles): void {
  const { area } = files;
  useEffect(() => {
    onPage.set(area, files);
    return () => {
      if (onPage.get(area) === files) onPage.delete(area);
    };
  });
}
