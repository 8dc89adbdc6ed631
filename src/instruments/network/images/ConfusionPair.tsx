/** The classes that both networks predict for test images or passages: a matrix each, side by side. */
import { confusionView, type ConfusionView } from './view.ts';
import { useUi, useView } from '../../../ui/app/ui-context.ts';
import { ChartFigure } from '../../../ui/charts/ChartFigure.tsx';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { grouped, percent } from '../../../ui/primitives/numbers.ts';
import css from '../network.module.css';
import { confusionTable } from '../tables.ts';

type Side = ConfusionView['sides'][number];

export function ConfusionPair() {
  const view = useView(confusionView);
  const { empty, sides, classes, short, kind, count, of, step, seed } = view;
  return (
    <ChartFigure
      area="network-confusion"
      view={useUi().live(confusionView)}
      title="Confusion matrix"
      help={<ExplainPanel what="confusion" />}
      caption={empty === null ? `step ${step ?? 0}, seed ${seed}` : ''}
      legend={
        empty === null && (
          <p className={css['notes']}>
            Rows: true class; columns: predicted class;{' '}
            {count < of ? `the first ${grouped(count)} of ${grouped(of)}` : `all ${grouped(count)}`} test
            {` ${kind}`}
          </p>
        )
      }
      empty={empty}
      table={() => confusionTable(view)}
    >
      <div className={css['matrices']}>
        {sides.map((side) => (
          <div key={side.side}>
            <p className={css['armName']} style={{ color: series[side.arm].color }}>
              {series[side.arm].label}{' '}
              <span className={css['share']}>{percent(side.right / Math.max(1, count))} right</span>
            </p>
            <Matrix side={side} classes={classes} short={short} />
          </div>
        ))}
      </div>
    </ChartFigure>
  );
}

const cell = 22;
const minNames = 66;
const above = 14;
/** Of a letter, about. */
const letter = 6.2;
/** Pixels on screen, at most. */
const largest = 1.35;

/** Deepest tone: numbers stay readable on it. */
const deepest = 0.45;

function Matrix({
  side: { counts, arm },
  classes,
  short,
}: {
  readonly side: Side;
  readonly classes: readonly string[];
  readonly short: readonly string[];
}) {
  const size = classes.length;
  const names = Math.max(minNames, 8 + letter * Math.max(...classes.map(({ length }) => length)));
  const width = names + size * cell;
  const most = Array.from({ length: size }, (_, truth) =>
    counts.subarray(truth * size, (truth + 1) * size).reduce((sum, times) => sum + times, 0),
  );
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${width} ${above + size * cell}`}
      style={{ maxInlineSize: largest * width }}
      className={css['matrix']}
    >
      {classes.map((name, at) => (
        <g key={name}>
          <text
            x={names - 5}
            y={above + (at + 0.5) * cell}
            dy="0.34em"
            textAnchor="end"
            className={css['matrixName']}
          >
            {name}
          </text>
          <text x={names + (at + 0.5) * cell} y={above - 5} textAnchor="middle" className={css['matrixName']}>
            {short[at]}
          </text>
        </g>
      ))}
      {Array.from(counts, (times, at) => {
        const x = names + (at % size) * cell;
        const truth = Math.floor(at / size);
        const y = above + truth * cell;
        const share = times / Math.max(1, most[truth] ?? 1);
        return (
          <g key={at}>
            <rect
              x={x}
              y={y}
              width={cell - 1}
              height={cell - 1}
              className={css['matrixCell']}
              style={times === 0 ? undefined : { fill: series[arm].color }}
              fillOpacity={times === 0 ? 1 : 0.06 + (deepest - 0.06) * Math.sqrt(share)}
            />
            {times > 0 && (
              <text
                x={x + (cell - 1) / 2}
                y={y + cell / 2}
                dy="0.34em"
                textAnchor="middle"
                className={css['matrixCount']}
              >
                {times}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
