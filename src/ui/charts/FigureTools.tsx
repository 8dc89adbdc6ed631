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
import { useZoom } from './explore/run-axis.tsx';
import { later } from '../app/later.ts';
import { Fetched } from '../app/Fetched.tsx';
import { useOnPage, type FigureFiles, type FileKind } from './export/figure-files.ts';
import { OnSheet } from './export/on-sheet.ts';

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
  if (useContext(OnSheet) !== null) return null;
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
  const [kind, setKind] = useState<FileKind | null>(null);
  useOnPage(files);
  const pictures: readonly (readonly [FileKind, string])[] = [
    ['SVG', 'the figure, to draw on'],
    ['PDF', 'the figure, for print and LaTeX'],
    ['PNG', `the figure, ${files.density === 2 ? 'twice' : 'four times'} as fine`],
    ['Figure', 'for a paper or a slide …'],
  ];
  const items = [...(asTable ? [] : pictures), ['CSV', 'all its numbers'] as const];
  const done = (): void => setKind(null);
  return (
    <>
      <Popover
        label="Save this chart"
        face={<Icon name="save" size={14} />}
        buttonClass={`${buttons['icon'] ?? ''} ${css['tool'] ?? ''}`}
        panelClass={css['menu']}
      >
        {() =>
          items.map(([each, what]) => (
            <button
              key={each}
              type="button"
              className={css['menuItem']}
              onClick={({ currentTarget }) => {
                closeAround(currentTarget);
                setKind(each);
              }}
            >
              <b>{each}</b> {what}
            </button>
          ))
        }
      </Popover>
      {kind !== null && (
        <Fetched load={later.figureJob} onClose={done}>
          {(Job) => <Job {...files} kind={kind} onDone={done} />}
        </Fetched>
      )}
    </>
  );
}
