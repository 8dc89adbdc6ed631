/** One weight over the recorded frames, in the control and in the treated network. */
import { courseView, type CourseView } from './view.ts';
import { layersView } from '../layers/view.ts';
import { useAppState, useUi, useView } from '../../../ui/app/ui-context.ts';
import { LinesFigure } from '../../../ui/charts/LinesFigure.tsx';
import { Clip, Crosshair } from '../../../ui/charts/drawing/marks.tsx';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { Counted } from '../CanvasFigure.tsx';
import css from '../network.module.css';
import { courseTable } from '../tables.ts';

export function CourseChart() {
  const { live, app } = useUi();
  const view = useView(courseView);
  const picked = useAppState((state) => state.picked);
  const count = useView(layersView, ({ layout }) => Math.max(1, layout.count));
  const steps = useAppState(({ run }) => run?.spec.steps ?? 1);
  const waiting = view.courses.length === 0;
  const lines = view.courses.map(({ arm, points }) => ({
    ...series[arm],
    width: 1.6,
    points: points.map(([x, y]) => ({ x, y })),
  }));
  return (
    <div className={css['course']}>
      <LinesFigure
        area="network-weight"
        view={live(courseView)}
        title="One weight over training"
        help={<ExplainPanel what="course" />}
        lines={lines}
        axis={{ domain: [0, steps] }}
        unit="steps"
        place={(step) => `step ${step}`}
        idle={view.title}
        empty={waiting ? 'Appears once weights are recorded.' : null}
        tools={
          <Counted
            label="weight"
            name={`Weight whose course is drawn, 1 to ${count}`}
            value={picked + 1}
            of={count}
            onChange={(wanted) => app.store.setState({ picked: wanted - 1 })}
          />
        }
        table={() => courseTable(view)}
        frame={{ yDomain: view.yDomain }}
        under={(scales) => <Looked scales={scales} />}
        over={(scales) => <Jumps view={view} scales={scales} />}
      />
    </div>
  );
}

/** Where the run is looked at. */
function Looked({ scales }: { readonly scales: Scales }) {
  const at = useAppState((state) => state.at);
  const { x, left, right } = scales;
  return at === null || x(at) < left ? null : <Crosshair scales={scales} x={Math.min(x(at), right)} />;
}

const Jumps = ({ view: { courses }, scales }: { readonly view: CourseView; readonly scales: Scales }) => (
  <Clip scales={scales}>
    {courses.map(({ arm, points, jumps }) =>
      points
        .filter(([step]) => jumps.includes(step))
        .map(([step, value]) => (
          <circle
            key={`${arm} ${step}`}
            cx={scales.x(step)}
            cy={scales.y(value)}
            r={2.6}
            className={css['jump']}
            style={{ stroke: series[arm].color }}
          />
        )),
    )}
  </Clip>
);
