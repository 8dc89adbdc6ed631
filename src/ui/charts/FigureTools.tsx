/** What can be done with a figure: back from a zoom, explained, saved, read as numbers. */
import { useContext, type ReactElement, type ReactNode, useState } from 'react';
import { Explain } from '../help/Explain.tsx';
import type { ExplanationId } from '../help/explained.ts';
import buttons from '../primitives/buttons.module.css';
import { useCell } from '../primitives/cell.ts';
import { Icon } from '../primitives/Icon.tsx';
import { closeAround, Popover } from '../primitives/Popover.tsx';
import css from './charts.module.css';
import type { Explore } from './explore/explore.ts';
import { OnSheet } from './export/on-sheet.ts';
import { useZoom } from './explore/run-axis.tsx';
import type { Table } from '../../record/table.ts';
import { later } from '../app/later.ts';
import { useUi } from '../app/ui-context.ts';
import { describe } from '../header/describe.ts';

interface FigureToolsProps extends FigureFiles {
  readonly help: ExplanationId | ReactElement | undefined;
  /** Whether it uses the shared x range. */
  readonly zooms: boolean;
  readonly explore: Explore | undefined;
  readonly asTable: boolean;
  readonly onTable: (asTable: boolean) => void;
  readonly children: ReactNode;
}

export function FigureTools(props: FigureToolsProps) {
  const { help, zooms, explore, asTable, onTable, children, ...files } = props;
  const zoom = useZoom();
  if (useContext(OnSheet)) return null;
  return (
    <span className={css['tools']} data-export="no">
      {zooms && zoom.range !== null && <Back onBack={zoom.reset}>whole run</Back>}
      {explore !== undefined && <BackIfZoomed {...explore} />}
      {children}
      <span className={css['icons']}>
        {typeof help === 'string' ? <Explain what={help} /> : help}
        <Save {...files} asTable={asTable} />
        <button
          type="button"
          className={`${buttons['icon']} ${css['tool']}`}
          aria-pressed={asTable}
          aria-label="Show the numbers"
          title={asTable ? 'Back to the chart' : 'Show the numbers'}
          onClick={() => onTable(!asTable)}
        >
          <Icon name={asTable ? 'chart' : 'table'} size={14} />
        </button>
      </span>
    </span>
  );
}

function Back({ onBack, children }: { readonly onBack: () => void; readonly children: string }) {
  return (
    <button type="button" className={buttons['link']} title="Esc, or a double click" onClick={onBack}>
      {children}
    </button>
  );
}

function BackIfZoomed({ range }: Explore) {
  return useCell(range) === null ? null : <Back onBack={() => range.set(null)}>whole axis</Back>;
}

function Save({ asTable, ...files }: FigureFiles & { readonly asTable: boolean }) {
  const [save, job] = useFiles(files);
  const pictures: readonly (readonly [FileKind, string])[] = [
    ['SVG', 'the figure, for print'],
    ['PNG', `the figure, ${files.density === 2 ? 'twice' : 'four times'} as fine`],
  ];
  const items = [...(asTable ? [] : pictures), ['CSV', 'all its numbers'] as const];
  return (
    <>
      <Popover
        label="Save this chart"
        face={<Icon name="save" size={14} />}
        buttonClass={`${buttons['icon'] ?? ''} ${css['tool'] ?? ''}`}
        panelClass={css['menu']}
      >
        {() =>
          items.map(([kind, what]) => (
            <button
              key={kind}
              type="button"
              className={css['menuItem']}
              onClick={({ currentTarget }) => {
                closeAround(currentTarget);
                save(kind);
              }}
            >
              <b>{kind}</b> {what}
            </button>
          ))
        }
      </Popover>
      {job}
    </>
  );
}

/** The subject of a figure that is not of the run on screen. */
export interface FigureSubject {
  readonly id: string;
  readonly words: string;
}

interface FigureFiles {
  readonly area: string;
  readonly of?: FigureSubject | undefined;
  readonly density?: 2 | 4 | undefined;
  readonly figure: ReactNode;
  readonly table: (whole: boolean) => Table;
}

type FileKind = 'SVG' | 'PNG' | 'CSV';

type Saving = Awaited<ReturnType<typeof later.saving>>;

function useNames(area: string, of?: FigureSubject): readonly [name: string, words: string] {
  const { run } = useUi().app.store.getState();
  const subject =
    of ??
    (run === null
      ? null
      : { id: run.experimentId, words: `Experiment ${run.experimentId} · ${describe(run.spec)}` });
  return [['farcast', ...(subject === null ? [] : [subject.id]), area].join('-'), subject?.words ?? ''];
}

export function useCsv(area: string, table: () => Table): () => void {
  const [name] = useNames(area);
  return () => void later.saving().then(({ saveCsv }) => saveCsv(table(), name));
}

/** Returns the save function and what it renders meanwhile. */
function useFiles(files: FigureFiles): readonly [save: (kind: FileKind) => void, job: ReactNode] {
  const { area, of, density = 4, figure, table } = files;
  const [job, setJob] = useState<{ readonly kind: 'SVG' | 'PNG'; readonly saving: Saving } | null>(null);
  const [refused, setRefused] = useState(false);
  const [name, words] = useNames(area, of);
  const save = (kind: FileKind): void => {
    void later.saving().then((saving) => {
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
