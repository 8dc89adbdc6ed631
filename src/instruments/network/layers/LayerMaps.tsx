/** All weights, layer by layer: of both networks, and of the viewed forecast beside the actual ones. */
import { useMemo, useState } from 'react';
import { matricesOf, partName, type ParameterLayout, type Tensor } from '../../../core/model/layout.ts';
import { layerWords, partWords, tensorWords } from '../../../core/model/words.ts';
import { weightTitle } from '../course/view.ts';
import { layersView, type LayersView, type WeightState } from './view.ts';
import { useAppState, useUi, useView } from '../../../ui/app/ui-context.ts';
import { series } from '../../../ui/primitives/arms.ts';
import { compact } from '../../../ui/primitives/numbers.ts';
import { CanvasFigure } from '../CanvasFigure.tsx';
import { noWeights } from '../pair.ts';
import { partShown } from '../parts/part.ts';
import rules from '../../../ui/layout/layout.module.css';
import css from '../network.module.css';
import { layersTable } from '../tables.ts';
import { WeightCanvas, geometryOf, type WeightGeometry } from './WeightCanvas.tsx';

export function LayerMaps() {
  const { store } = useUi().app;
  const view = useView(layersView);
  const picked = useAppState((state) => state.picked);
  const [hovered, setHovered] = useState<number | null>(null);
  const { layout, imageRows, states } = view;
  const part = partShown(layout, picked)?.name ?? null;
  const drawn = useMemo(() => drawnOf(layout, part, imageRows), [layout, part, imageRows]);
  return (
    <CanvasFigure
      title="Layers"
      caption={hovered === null ? <Legend view={view} /> : <Values view={view} parameter={hovered} />}
      area="network-layers"
      help="layers"
      summary={view.summary}
      empty={states.length === 0 ? noWeights : null}
      table={(whole) => layersTable(view, whole)}
    >
      <div className={rules['scroll']} tabIndex={0} role="region" aria-label="Weights as colour">
        <table className={css['maps']}>
          <thead>
            <tr>
              <td />
              {drawn.map(({ index, kernel }) => (
                <th key={index} scope="col">
                  {kernelWords(kernel)}
                  <span className={css['scale']}>full colour at ± {compact(view.scales[index] ?? 1)}</span>
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
                drawn={drawn}
                picked={picked}
                onHover={setHovered}
                onPick={(parameter) => store.setState({ picked: parameter })}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={css['caption']}>
        {part !== null && `Shown: ${partWords({ name: part })}. `}
        {view.forecast} {cutWords(drawn, imageRows)}
      </p>
    </CanvasFigure>
  );
}

/** A matrix that is drawn: its place among all, and where its weights are. */
interface Drawn {
  readonly index: number;
  readonly kernel: Tensor;
  readonly geometry: WeightGeometry;
}

/** `part`: all others are left out. */
const drawnOf = (layout: ParameterLayout, part: string | null, imageRows: number | null): Drawn[] =>
  matricesOf(layout).flatMap((matrix, index): Drawn[] =>
    part === null || partName(matrix.kernel) === part
      ? [{ index, kernel: matrix.kernel, geometry: geometryOf(matrix, index === 0 ? imageRows : null) }]
      : [],
  );

const matrixWords = (tensor: Tensor): string =>
  tensor.role === 'embedding' ? tensorWords(tensor) : layerWords(tensor);

/** "layer 1: 2 → 8", "conv 1: 8 filters of 1 × 3 × 3", "embedding token: 64 × 32". */
function kernelWords(tensor: Tensor): string {
  const { role, shape } = tensor;
  const [outputs, ...rest] = shape;
  if (shape.length === 4) return `${matrixWords(tensor)}: ${outputs} filters of ${rest.join(' × ')}`;
  return `${matrixWords(tensor)}: ${role === 'embedding' ? shape.join(' × ') : `${rest[0]} → ${outputs}`}`;
}

interface RowProps {
  readonly state: WeightState;
  readonly view: LayersView;
  readonly drawn: readonly Drawn[];
  readonly picked: number;
  readonly onHover: (parameter: number | null) => void;
  readonly onPick: (parameter: number) => void;
}

function Row({ state, view, drawn, ...handed }: RowProps) {
  const isDifference = state.id === 'difference';
  const scales = isDifference ? view.differenceScales : view.scales;
  const own = state.id === 'control' || state.id === 'treated' ? state.arm : null;
  return (
    <tr>
      <th scope="row" style={own === null ? undefined : { color: series[own].color }}>
        {own === null ? state.label : series[own].label}
      </th>
      {drawn.map(({ index, kernel, geometry }) => (
        <td key={index}>
          <WeightCanvas
            geometry={geometry}
            weights={state.weights}
            scale={scales[index] ?? 1}
            label={`Weights of ${matrixWords(kernel)}, ${state.label}`}
            {...handed}
          />
          {isDifference && <span className={css['scale']}>± {compact(scales[index] ?? 1)}</span>}
        </td>
      ))}
    </tr>
  );
}

function Legend({ view: { imageRows, layout } }: { readonly view: LayersView }) {
  const hasFilters = layout.tensors.some(({ shape }) => shape.length === 4);
  const images = hasFilters
    ? '; filters as one image for each input channel'
    : '; layer 1 as one image for each unit';
  return (
    <span className={css['legend']}>
      negative <Ramp /> positive; rows are units, columns their inputs, biases apart
      {hasFilters || imageRows !== null ? images : ''}
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

function cutWords(drawn: readonly Drawn[], imageRows: number | null): string {
  const asImages = ({ index, kernel }: Drawn): boolean =>
    kernel.shape.length === 4 || (index === 0 && imageRows !== null);
  const isCut = ({ geometry }: Drawn): boolean => geometry.cut;
  const filters = drawn.filter(({ kernel }) => kernel.shape.length === 4);
  const pixels = drawn.find((own) => asImages(own) && own.kernel.shape.length === 2);
  return [
    ...(drawn.some((own) => isCut(own) && !asImages(own))
      ? ['Of larger layers the first 64 units and inputs are drawn.']
      : []),
    ...(filters.some(isCut) ? ['Of many filters the first 32 images are drawn.'] : []),
    ...(pixels === undefined
      ? []
      : [
          `Of layer 1 ${isCut(pixels) ? 'the first 32 units' : 'all units'} are drawn, without their biases.`,
        ]),
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
