/** A figure's files: what they are called, and how they come about when someone asks for one. */
import { useState, type ReactNode } from 'react';
import type { Table } from '../../record/table.ts';
import { loadSaving } from '../app/later.ts';
import { useUi } from '../app/ui-context.ts';
import { describe } from '../header/describe.ts';

/** What a figure is of, where that is not the run on screen. */
export interface FigureSubject {
  /** Of one or more experiments, in names of files. */
  readonly id: string;
  /** In words, under the picture. */
  readonly words: string;
}

export interface FigureFiles {
  /** Names them, after the experiment. */
  readonly area: string;
  readonly of?: FigureSubject | undefined;
  /** Pixels of a PNG for each CSS pixel, where four are too many. */
  readonly density?: 2 | 4 | undefined;
  /** The same figure once more, to be drawn on a sheet. */
  readonly figure: ReactNode;
  /** All its numbers. */
  readonly table: (whole: boolean) => Table;
}

export type FileKind = 'SVG' | 'PNG' | 'CSV';

type Saving = Awaited<ReturnType<typeof loadSaving>>;

/** What its files are called, and what they are of. */
function useNames(area: string, of?: FigureSubject): readonly [name: string, words: string] {
  const { run } = useUi().app.store.getState();
  const subject =
    of ??
    (run === null
      ? null
      : { id: run.experimentId, words: `Experiment ${run.experimentId} · ${describe(run.spec)}` });
  return [['farcast', ...(subject === null ? [] : [subject.id]), area].join('-'), subject?.words ?? ''];
}

/** What saves a table that has no figure. */
export function useCsv(area: string, table: () => Table): () => void {
  const [name] = useNames(area);
  return () => void loadSaving().then(({ saveCsv }) => saveCsv(table(), name));
}

/** What saves, and what has to be rendered meanwhile. */
export function useFiles(files: FigureFiles): readonly [save: (kind: FileKind) => void, job: ReactNode] {
  const { area, of, density = 4, figure, table } = files;
  const [job, setJob] = useState<{ readonly kind: 'SVG' | 'PNG'; readonly saving: Saving } | null>(null);
  const [refused, setRefused] = useState(false);
  const [name, words] = useNames(area, of);
  const save = (kind: FileKind): void => {
    void loadSaving().then((saving) => {
      if (kind === 'CSV') saving.saveCsv(table(true), name);
      else setJob({ kind, saving });
    });
  };
  return [
    save,
    <>
      {job !== null && (
        <job.saving.Sheet
          onDrawn={(drawn) => {
            void job.saving[`save${job.kind}`](drawn, name, words, density).then((done) => {
              setJob(null);
              setRefused(!done);
            });
          }}
        >
          {figure}
        </job.saving.Sheet>
      )}
      {refused && <span role="alert">This browser could not draw the picture; SVG works.</span>}
    </>,
  ];
}
