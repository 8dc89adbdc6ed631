/** All weights, layer by layer: of both networks, and of the viewed forecast beside the actual ones. */
import { useMemo, useState } from 'react';
import { matricesOf } from '../../../core/model/layout.ts';
import { blockWords } from '../../../core/model/words.ts';
import { weightTitle } from '../course/view.ts';
import { layersView, type LayersView, type WeightState } from './view.ts';
import { useAppState, useUi, useView } from '../../../ui/app/ui-context.ts';
import { series } from '../../../ui/primitives/arms.ts';
import { compact } from '../../../ui/primitives/numbers.ts';
import { CanvasFigure } from '../CanvasFigure.tsx';
import css from '../network.module.css';
import { layersTable } from '../tables.ts';
import { WeightCanvas, geometryOf, type WeightGeometry } from './WeightCanvas.tsx';

export function LayerMaps() {
  const { store } = useUi().app;
  const view = useView(layersView);
  const picked = useAppState((state) => state.picked);
  const [hovered, setHovered] = useState<number | null>(null);
  const { layout, imageRows, states } = view;
  const matrices = useMemo(() => matricesOf(layout), [layout]);
  const geometries = useMemo(
    () => matrices.map((matrix, m) => geometryOf(matrix, m === 0 ? imageRows : null)),
    [matrices, imageRows],
  );
  return (
    <CanvasFigure
      title="Layers"
      caption={hovered === null ? <Legend view={view} /> : <Values view={view} parameter={hovered} />}
      area="network-layers"
      help="layers"
      summary={view.summary}
      table={(whole) => layersTable(view, whole)}
    >
      {states.length === 0 ? (
        <p className={css['caption']}>Appears once the initial weights are recorded.</p>
      ) : (
        <div className={css['scroll']} tabIndex={0} role="region" aria-label="Weights as colour">
          <table className={css['maps']}>
            <thead>
              <tr>
                <td />
                {matrices.map(({ kernel }, m) => (
                  <th key={m} scope="col">
                    {blockWords(kernel)}: {kernel.shape[1]} → {kernel.shape[0]}
                    <span className={css['scale']}>full colour at ± {compact(view.scales[m] ?? 1)}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {states.map((state) => (
                <Row
                  key={state.id}
                  state={state}
                  view={view}
                  geometries={geometries}
                  picked={picked}
                  onHover={setHovered}
                  onPick={(parameter) => store.setState({ picked: parameter })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className={css['caption']}>
        {view.forecast} {cutWords(geometries, imageRows)}
      </p>
    </CanvasFigure>
  );
}

interface RowProps {
  readonly state: WeightState;
  readonly view: LayersView;
  readonly geometries: readonly WeightGeometry[];
  readonly picked: number;
  readonly onHover: (parameter: number | null) => void;
  readonly onPick: (parameter: number) => void;
}

function Row({ state, view, geometries, ...handed }: RowProps) {
  const isDifference = state.id === 'difference';
  const scales = isDifference ? view.differenceScales : view.scales;
  const own = state.id === 'control' || state.id === 'treated' ? state.arm : null;
  return (
    <tr>
      <th scope="row" style={own === null ? undefined : { color: series[own].color }}>
        {own === null ? state.label : series[own].label}
      </th>
      {geometries.map((geometry, l) => (
        <td key={l}>
          <WeightCanvas
            geometry={geometry}
            weights={state.weights}
            scale={scales[l] ?? 1}
            label={`Weights of layer ${l + 1}, ${state.label}`}
            {...handed}
          />
          {isDifference && <span className={css['scale']}>± {compact(scales[l] ?? 1)}</span>}
        </td>
      ))}
    </tr>
  );
}

function Legend({ view: { imageRows } }: { readonly view: LayersView }) {
  return (
    <span className={css['legend']}>
      negative <Ramp /> positive; rows are units, columns their inputs, biases apart
      {imageRows === null ? '' : '; layer 1 as one image for each unit'}
    </span>
  );
}

function Values({
  view: { states, layout },
  parameter,
}: {
  readonly view: LayersView;
  readonly parameter: number;
}) {
  return (
    <span className={css['values']}>
      {weightTitle(layout, parameter)}
      {states.map(({ id, arm, label, weights }) => (
        <span key={id} style={arm === null || id === 'difference' ? undefined : { color: series[arm].color }}>
          {id === 'treated' && arm !== null ? series[arm].label : label} {compact(weights[parameter] ?? NaN)}
        </span>
      ))}
    </span>
  );
}

function cutWords(geometries: readonly WeightGeometry[], imageRows: number | null): string {
  const [first, ...others] = geometries;
  const matrices = imageRows === null ? geometries : others;
  return [
    ...(matrices.some(({ cut }) => cut) ? ['Of larger layers the first 64 units and inputs are drawn.'] : []),
    ...(imageRows === null || first === undefined
      ? []
      : [`Of layer 1 ${first.cut ? 'the first 32 units' : 'all units'} are drawn, without their biases.`]),
  ].join(' ');
}

const steps = 21;
const width = 80;
const height = 10;

/** From the negative end of the weights' colours to the positive one, in steps that a file can hold. */
function Ramp() {
  const each = width / steps;
  return (
    <svg width={width} height={height} aria-hidden="true" className={css['ramp']}>
      {Array.from({ length: steps }, (_, i) => {
        const share = (2 * i) / (steps - 1) - 1;
        return (
          <g key={i}>
            <rect x={i * each} width={each} height={height} className={css['rampMiddle']} />
            <rect
              x={i * each}
              width={each}
              height={height}
              className={css[share < 0 ? 'rampLow' : 'rampHigh']}
              fillOpacity={Math.abs(share)}
            />
          </g>
        );
      })}
    </svg>
  );
}
