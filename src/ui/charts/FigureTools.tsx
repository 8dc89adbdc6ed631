/** What can be done with a figure: back from a zoom, explained, saved, read as numbers. */
import { useContext, type ReactElement, type ReactNode } from 'react';
import { Explain } from '../help/Explain.tsx';
import type { ExplanationId } from '../help/explained.ts';
import buttons from '../primitives/buttons.module.css';
import { useCell } from '../primitives/cell.ts';
import { Icon } from '../primitives/Icon.tsx';
import { closeAround, Popover } from '../primitives/Popover.tsx';
import css from './charts.module.css';
import type { Explore } from './explore/explore.ts';
import { OnSheet } from './export/on-sheet.ts';
import { useFiles, type FigureFiles, type FileKind } from './use-files.tsx';
import { useZoom } from './explore/use-zoom.ts';

interface FigureToolsProps extends FigureFiles {
  /** What the "?" tells, or a "?" of its own. */
  readonly help: ExplanationId | ReactElement | undefined;
  /** Whether the shared range of the x axis is its own. */
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
