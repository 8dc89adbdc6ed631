/** A panel of canvases, each with its own name; a PNG is twice as fine as on screen. */
import { useMemo, type ReactNode, useEffect, useRef, type RefObject, useSyncExternalStore } from 'react';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import { series, type ArmId } from '../../ui/primitives/arms.ts';
import { ExplainPanel } from '../../ui/help/ExplainPanel.tsx';
import type { PanelId } from '../../ui/help/panel-explanations.ts';
import { constant } from '../../ui/primitives/cell.ts';
import type { Table } from '../../record/table.ts';
import css from './network.module.css';
import { painters, type Paint } from '../../ui/charts/export/on-sheet.ts';
import { useAppState } from '../../ui/app/ui-context.ts';

interface CanvasFigureProps {
  readonly title: string;
  readonly caption: ReactNode;
  readonly area: string;
  readonly help: PanelId;
  readonly summary: string;
  readonly table: (whole: boolean) => Table;
  /** A sentence in place of the content and of the caption. */
  readonly empty: string | null;
  readonly children: ReactNode;
}

const { canvases: figure = '', head = '', title = '', caption = '' } = css;

export function CanvasFigure({ help, summary, empty, children, ...props }: CanvasFigureProps) {
  const view = useMemo(() => constant({ summary }), [summary]);
  return (
    <section className={css['section']} aria-label={props.title}>
      <ChartFigure
        {...props}
        caption={empty === null ? props.caption : ''}
        view={view}
        help={<ExplainPanel what={help} />}
        look={{ figure, head, title, caption }}
        density={2}
        parts
      >
        <p className="visually-hidden">{summary}</p>
        {empty === null ? children : <p className={css['caption']}>{empty}</p>}
      </ChartFigure>
    </section>
  );
}

interface PairProps<Side> {
  readonly sides: readonly Side[];
  readonly className: string | undefined;
  readonly children: (side: Side, index: number) => ReactNode;
}

/** Both networks side by side, each under its name. */
export const Pair = <Side extends { readonly arm: ArmId }>({
  sides,
  className,
  children,
}: PairProps<Side>) => (
  <div className={className}>
    {sides.map((side, index) => (
      <figure key={side.arm} className={css['side']}>
        <figcaption style={{ color: series[side.arm].color }} className={css['armName']}>
          {series[side.arm].label}
        </figcaption>
        {children(side, index)}
      </figure>
    ))}
  </div>
);

interface CountedProps {
  readonly label: string;
  /** For screen readers, if the label does not say it. */
  readonly name?: string;
  /** From 1 to `of`. */
  readonly value: number;
  readonly of: number;
  readonly onChange: (value: number) => void;
  readonly children?: ReactNode;
}

/** The number of one of many things. */
export const Counted = ({ label, name, value, of, onChange, children }: CountedProps) => (
  <label className={css['number']}>
    {label}
    <input
      type="number"
      aria-label={name}
      min={1}
      max={of}
      value={value}
      onChange={({ target: { valueAsNumber: wanted } }) => {
        if (Number.isInteger(wanted) && wanted >= 1 && wanted <= of) onChange(wanted);
      }}
      // A wheel scrolls the page.
      onWheel={({ currentTarget }) => currentTarget.blur()}
    />
    {children}
  </label>
);

/** A canvas that is painted when its picture or the theme changes, and again into files. */
export function usePainted(paint: Paint): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeKey();
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    painters.set(element, paint);
    // Many canvases change at once: each is painted in its own task.
    const now = (): void => paint(element, element);
    const timer = setTimeout(now);
    // Paper is light whatever the page is, and has no time for another task.
    addEventListener('beforeprint', now);
    addEventListener('afterprint', now);
    return () => {
      clearTimeout(timer);
      removeEventListener('beforeprint', now);
      removeEventListener('afterprint', now);
    };
  }, [paint, theme]);
  return canvas;
}

/** Canvases know no custom properties: colours are read from their style, and again when the theme changes. */
type Rgb = readonly [red: number, green: number, blue: number];

export interface Palette {
  /** From `color`, `caret-color` and `background-color`. */
  readonly high: Rgb;
  readonly low: Rgb;
  readonly middle: Rgb;
}

export function paletteOf(element: Element): Palette {
  const { color, caretColor, backgroundColor } = getComputedStyle(element);
  return { high: rgbOf(color), low: rgbOf(caretColor), middle: rgbOf(backgroundColor) };
}

function rgbOf(text: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** Between `middle` at 0 and `high` at 1 or `low` at -1. */
export function shadeOf({ high, low, middle }: Palette, share: number): Rgb {
  const end = share < 0 ? low : high;
  const part = Math.min(1, Math.abs(share));
  const mixed = (i: 0 | 1 | 2): number => Math.round(middle[i] + part * (end[i] - middle[i]));
  return [mixed(0), mixed(1), mixed(2)];
}

export const cssColor = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

const dark = '(prefers-color-scheme: dark)';

function onScheme(listener: () => void): () => void {
  const query = matchMedia(dark);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** A text that changes whenever colours do. */
function useThemeKey(): string {
  const theme = useAppState(({ view }) => view.theme);
  const isDark = useSyncExternalStore(onScheme, () => matchMedia(dark).matches);
  return `${theme} ${String(isDark)}`;
}
