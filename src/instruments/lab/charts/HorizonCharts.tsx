/** Over the horizon: the errors of the farcaster and of what it has to beat, and its coefficients. */
import { labForecasters } from '../../../core/lab/score.ts';
import type { CoefficientView, LabErrorView } from '../view/view.ts';
import { LinesFigure } from '../../../ui/charts/LinesFigure.tsx';
import { Clip } from '../../../ui/charts/drawing/marks.tsx';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { compact, fixed } from '../../../ui/primitives/numbers.ts';
import { ink, look, softInk } from '../look.ts';
import {
  coefficientName,
  coefficientParts,
  labCoefficientTable,
  labErrorTable,
  type CoefficientPart,
} from '../tables.ts';
import { useLabFigure } from './LabFigure.tsx';

/** Of the names at the ends of curves, px. */
const right = 96;

/** The farcaster last, on top of the others. */
const drawn = [...labForecasters].reverse();

export function LabErrorChart({ view: { rows, yMax, caption, summary } }: { readonly view: LabErrorView }) {
  const lines = drawn.map((name) => ({
    ...look[name],
    points: [{ x: 0, y: 0 }, ...rows.map(({ horizon, errors }) => ({ x: horizon, y: errors[name] }))],
  }));
  const places = rows.map(({ horizon }) => horizon);
  return (
    <LinesFigure
      {...useLabFigure('lab-error', summary)}
      title="Error by horizon"
      lines={lines}
      axis={{ domain: [0, places.at(-1) ?? 1], places }}
      unit="steps ahead"
      place={(horizon) => `${horizon} steps ahead`}
      idle={caption}
      endText={({ label, points }, at) =>
        at === undefined ? `${label}${points.at(-1)!.y > yMax ? ' ↑' : ''}` : compact(at.y)
      }
      table={() => labErrorTable({ rows })}
      frame={{ yDomain: [0, yMax], right }}
    />
  );
}

const dashes: Readonly<Record<CoefficientPart, string | null>> = {
  last: null,
  first: null,
  sum: '6 3',
  constant: '2 3',
};

/** Beside what one common rate would make of them. */
export function CoefficientChart({ view }: { readonly view: CoefficientView }) {
  const { rows, fromStart, yDomain, caption, summary } = view;
  const lines = coefficientParts.map((part) => ({
    label: coefficientName(part, fromStart),
    color: part === 'sum' || part === 'constant' ? softInk : look.farcaster.color,
    dash: dashes[part],
    points: rows.map((row) => ({ x: row.horizon, y: row[part] })),
  }));
  const placeOf = (at: number): string => {
    const closed = rows.find(({ horizon }) => horizon === at)?.closed ?? null;
    return `${at} ahead${closed === null ? '' : `; closed form ${fixed(closed.first, 2)}, ${fixed(closed.last, 2)}`}`;
  };
  return (
    <LinesFigure
      {...useLabFigure('lab-coefficients', summary)}
      title="Coefficients"
      lines={lines}
      axis={{ domain: [0, rows.at(-1)?.horizon ?? 1] }}
      unit="steps ahead"
      place={placeOf}
      idle={caption}
      endText={({ label }, at) => (at === undefined ? label : `${label} ${fixed(at.y, 3)}`)}
      table={() => labCoefficientTable(view)}
      frame={{ yDomain, right }}
      over={(scales) => <Closed rows={rows} scales={scales} />}
    />
  );
}

/** Dots of the closed form. */
function Closed({ rows, scales }: Pick<CoefficientView, 'rows'> & { readonly scales: Scales }) {
  const dots = rows.flatMap(({ horizon, closed }) =>
    closed === null ? [] : [closed.first, closed.last].map((value) => [horizon, value] as const),
  );
  const d = dots.map(([x, y]) => `M${scales.x(x).toFixed(1)} ${scales.y(y).toFixed(1)}h0`).join('');
  return (
    <Clip scales={scales}>
      <path d={d} fill="none" stroke={ink} strokeWidth={3} strokeLinecap="round" />
    </Clip>
  );
}
