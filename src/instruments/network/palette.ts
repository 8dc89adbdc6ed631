/** Colours for canvases, which know no custom properties: read from their style, and again when the theme changes. */
import { useSyncExternalStore } from 'react';
import { useAppState } from '../../ui/app/ui-context.ts';

/** 0..255 each. */
type Rgb = readonly [red: number, green: number, blue: number];

export interface Palette {
  /** What `color` is, what `caret-color` is, and what `background-color` is. */
  readonly high: Rgb;
  readonly low: Rgb;
  readonly middle: Rgb;
}

export function paletteOf(element: Element): Palette {
  const { color, caretColor, backgroundColor } = getComputedStyle(element);
  return { high: rgbOf(color), low: rgbOf(caretColor), middle: rgbOf(backgroundColor) };
}

/** From "rgb(1, 2, 3)" and "rgba(1, 2, 3, 1)". */
function rgbOf(text: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** Between `middle` at 0 and `high` at 1 or `low` at -1; held at the ends. */
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
export function useThemeKey(): string {
  const theme = useAppState(({ view }) => view.theme);
  const isDark = useSyncExternalStore(onScheme, () => matchMedia(dark).matches);
  return `${theme} ${String(isDark)}`;
}
