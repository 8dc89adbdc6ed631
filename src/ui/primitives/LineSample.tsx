/** A short piece of a series' line, in its colour and dash. */
import type { SeriesLook } from './arms.ts';

export function LineSample({ look, width = 20 }: { readonly look: SeriesLook; readonly width?: number }) {
  return (
    <svg width={width} height="8" viewBox={`0 0 ${width} 8`} aria-hidden="true" focusable="false">
      <path
        d={`M0 4H${width}`}
        fill="none"
        style={{ stroke: look.color }}
        strokeWidth="2"
        strokeDasharray={look.dash ?? undefined}
      />
    </svg>
  );
}
