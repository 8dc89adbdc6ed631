/** One weight over the recorded frames, in the control and in the treated network. */
import { courseView, type CourseView } from './view.ts';
import { layersView } from '../layers/view.ts';
import { useAppState, useUi, useView } from '../../../ui/app/ui-context.ts';
import type { Reading } from '../../../ui/charts/explore/Explored.tsx';
import { PlotFigure } from '../../../ui/charts/PlotFigure.tsx';
import { Clip, Crosshair, Curve, XUnit, Ends } from '../../../ui/charts/drawing/marks.tsx';
import { linePath } from '../../../ui/charts/drawing/paths.ts';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { compact } from '../../../ui/primitives/numbers.ts';
import css from '../network.module.css';
import { courseTable } from '../tables.ts';

export function CourseChart() {
  const { live, app } = useUi();
  const view = useView(courseView);
  const picked = useAppState((state) => state.picked);
  const count = useView(layersView, ({ layout }) => Math.max(1, layout.count));
  const steps = useAppState(({ run }) => run?.spec.steps ?? 1);
  const waiting = view.courses.length === 0;
  const places = [...new Set(view.courses.flatMap(({ points }) => points.map(([step]) => step)))];
  const read = (at: number): Reading[] =>
    view.courses.flatMap(({ arm, points }): Reading[] => {
      const value = points.find(([step]) => step === at)?.[1];
      const { label, color } = series[arm];
      return value === undefined ? [] : [{ label, color, text: compact(value), y: value }];
    });
  const choose = (text: string): void => {
    const wanted = Number(text);
    if (Number.isInteger(wanted) && wanted >= 1 && wanted <= count)
      app.store.setState({ picked: wanted - 1 });
  };
  return (
    <div className={css['course']}>
      <PlotFigure
        area="network-weight"
        view={live(courseView)}
        title="One weight over training"
        help={<ExplainPanel what="course" />}
        axis={{ domain: [0, steps], places }}
        read={read}
        place={(step) => `step ${step}`}
        idle={view.title}
        empty={waiting ? 'Appears once weights are recorded.' : null}
        tools={
          <label className={css['number']}>
            weight
            <input
              type="number"
              aria-label={`Weight whose course is drawn, 1 to ${count}`}
              min={1}
              max={count}
              value={picked + 1}
              onChange={({ target }) => choose(target.value)}
              // A wheel scrolls the page.
              onWheel={({ currentTarget }) => currentTarget.blur()}
            />
          </label>
        }
        table={() => courseTable(view)}
        frame={{ yDomain: view.yDomain, names: view.courses.map(({ arm }) => series[arm].label) }}
        marks={(scales) => <Marks view={view} scales={scales} />}
      />
    </div>
  );
}

function Marks({ view: { courses }, scales }: { readonly view: CourseView; readonly scales: Scales }) {
  const at = useAppState((state) => state.at);
  const { x, y } = scales;
  return (
    <>
      <XUnit scales={scales}>steps</XUnit>
      {at !== null && x(at) >= scales.left && <Crosshair scales={scales} x={Math.min(x(at), scales.right)} />}
      <Clip scales={scales}>
        {courses.map(({ arm, points }) => (
          <Curve
            key={arm}
            color={series[arm].color}
            dash={series[arm].dash}
            width={1.6}
            d={linePath(
              points,
              ([step]) => x(step),
              ([, value]) => y(value),
            )}
          />
        ))}
      </Clip>
      <Clip scales={scales}>
        {courses.map(({ arm, points, jumps }) =>
          points
            .filter(([step]) => jumps.includes(step))
            .map(([step, value]) => (
              <circle
                key={`${arm} ${step}`}
                cx={x(step)}
                cy={y(value)}
                r={2.6}
                className={css['jump']}
                style={{ stroke: series[arm].color }}
              />
            )),
        )}
      </Clip>
      <Ends
        scales={scales}
        ends={courses.flatMap(({ arm, points }) => {
          const last = points.at(-1);
          const { label: text, color } = series[arm];
          return last === undefined ? [] : [{ key: arm, text, color, x: last[0], y: last[1] }];
        })}
      />
    </>
  );
}
