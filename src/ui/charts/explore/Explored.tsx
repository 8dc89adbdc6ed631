/** Crosshair of a chart with its own x axis: a dot on every curve, and the numbers at that place. */
import type { ReactNode } from 'react';
import { useCell } from '../../primitives/cell.ts';
import { PointerArea } from './PointerArea.tsx';
import { Clip, Crosshair, Dot } from '../drawing/marks.tsx';
import { useScales, type Scales } from '../drawing/use-scales.ts';
import { pointTo, shareOf, showBetween, type Explore } from './explore.ts';
import css from '../charts.module.css';

/** One curve at a place. */
export interface Reading {
  readonly label: string;
  readonly color: string;
  /** Its number, in words; empty if only its dot is shown. */
  readonly text: string;
  /** Height of its dot; no dot if it is omitted or not finite. */
  readonly y?: number | undefined;
}

interface ExploredProps {
  readonly explore: Explore;
  readonly read: (at: number) => readonly Reading[];
}

/** Must be the last layer of a chart, because it receives the pointer. */
export function Explored({ explore, read, scales }: ExploredProps & { readonly scales: Scales }) {
  const at = useCell(explore.at);
  const range = useCell(explore.range);
  const [from, to] = range ?? [0, 1];
  const share = at === null ? NaN : shareOf(explore.axis, at);
  return (
    <>
      {at !== null && share >= from && share <= to && (
        <Clip scales={scales}>
          <Crosshair scales={scales} x={scales.x(at)}>
            {read(at).map(({ label, color, y }) =>
              y === undefined || !Number.isFinite(y) ? null : (
                <Dot key={label} x={scales.x(at)} y={scales.y(y)} color={color} />
              ),
            )}
          </Crosshair>
        </Clip>
      )}
      <PointerArea
        scales={scales}
        onMove={(place) => (place === null ? explore.at.set(null) : pointTo(explore, place))}
        onBrush={(a, b) => showBetween(explore, a, b)}
        onReset={() => explore.range.set(null)}
      />
    </>
  );
}

/** The same within a `LiveChart`. */
export function ExploredLayer(props: ExploredProps) {
  const scales = useScales();
  return scales === null ? null : <Explored {...props} scales={scales} />;
}

interface ExploredReadoutProps extends ExploredProps {
  /** "20 steps ahead" */
  readonly place: (at: number) => string;
  /** Shown while there is no crosshair. */
  readonly idle: ReactNode;
}

export function ExploredReadout({ explore, read, place, idle }: ExploredReadoutProps) {
  const at = useCell(explore.at);
  return at === null ? idle : <Readout at={place(at)} entries={read(at)} />;
}

interface ReadoutProps {
  readonly at: string;
  readonly entries: readonly { readonly label: string; readonly color: string; readonly text: string }[];
}

/** Numbers under the crosshair, each in its series' colour. */
export function Readout({ at, entries }: ReadoutProps) {
  return (
    <span className={css['readout']}>
      {at}
      {entries.map(({ label, color, text }) =>
        text === '' ? null : (
          <span key={label} style={{ color }}>
            {label} {text}
          </span>
        ),
      )}
    </span>
  );
}
