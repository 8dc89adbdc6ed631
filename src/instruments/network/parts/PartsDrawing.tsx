/** The network as its parts, in the order of computation: weights of each, and how well its forecast did. */
import { partsOf, type ModelPart } from '../../../core/model/layout.ts';
import { partWords } from '../../../core/model/words.ts';
import type { Table } from '../../../record/table.ts';
import { useAppState, useUi, useView } from '../../../ui/app/ui-context.ts';
import { compact, grouped } from '../../../ui/primitives/numbers.ts';
import { CanvasFigure } from '../CanvasFigure.tsx';
import { errorsView, type ForecastErrorsView } from '../errors/view.ts';
import { layersView } from '../layers/view.ts';
import { noWeights } from '../pair.ts';
import own from './parts.module.css';

interface Drawn extends ModelPart {
  /** Error of the newest scored forecast as a multiple of the persistence forecast's; NaN without one. */
  readonly error: number;
}

export function PartsDrawing() {
  const layout = useView(layersView, (view) => view.layout);
  const errors = useView(errorsView);
  const parts = partsOf(layout).map((part): Drawn => ({ ...part, error: errorOf(errors, part) }));
  const blocks = [...new Set(parts.map(({ block }) => block))];
  const anchor = errors.tensors[0]?.rows.at(-1)?.anchor;
  const caption =
    anchor === undefined
      ? ''
      : `forecast of step ${anchor}, ${errors.horizon} steps ahead: error as a multiple of the persistence forecast’s`;
  return (
    <CanvasFigure
      title="Parts of the network"
      caption={caption}
      area="network-parts"
      help="parts"
      summary={`${parts.length} parts with ${grouped(layout.count)} weights.`}
      empty={parts.length === 0 ? noWeights : null}
      table={() => partsTable(parts)}
    >
      <div className={own['parts']}>
        {blocks.map((block, at) => (
          <Block key={block} parts={parts.filter((part) => part.block === block)} isFirst={at === 0} />
        ))}
      </div>
    </CanvasFigure>
  );
}

/** Sums over the part's tensors, each as if all its weights had the median error. */
function errorOf({ tensors }: ForecastErrorsView, { name }: ModelPart): number {
  let [error, stay] = [0, 0];
  for (const tensor of tensors) {
    const row = tensor.rows.at(-1);
    if (tensor.part !== name || row === undefined) continue;
    error += tensor.weights * (row.quantiles[2] ?? NaN);
    stay += tensor.weights * row.stay;
  }
  return error / stay;
}

/** "block 1 attention" within block 1: "attention". */
const within = (part: ModelPart): string =>
  partWords({ name: part.name.includes('.') ? part.name.slice(part.name.indexOf('.') + 1) : part.name });

interface BlockProps {
  readonly parts: readonly Drawn[];
  readonly isFirst: boolean;
}

function Block({ parts, isFirst }: BlockProps) {
  const { store } = useUi().app;
  const picked = useAppState((state) => state.picked);
  const title = partWords({ name: parts[0]!.name.split('.')[0]! });
  return (
    <div role="group" aria-label={title} className={own['block']}>
      {!isFirst && (
        <span className={own['arrow']} aria-hidden="true">
          →
        </span>
      )}
      {parts.length > 1 && <span className={own['title']}>{title}</span>}
      {parts.map((part) => {
        const { offset } = part.tensors[0]!;
        return (
          <button
            key={part.name}
            type="button"
            className={own['part']}
            data-export="box"
            aria-pressed={picked >= offset && picked < offset + part.count}
            style={{ background: toneOf(part.error) }}
            onClick={() => store.setState({ picked: offset })}
          >
            <span>{within(part)}</span>
            <span className={own['count']}>{grouped(part.count)}</span>
            {Number.isFinite(part.error) && <span className={own['error']}>× {compact(part.error)}</span>}
          </button>
        );
      })}
    </div>
  );
}

/** Deepest tone, in percent. */
const deepest = 45;

/** Better than the persistence forecast is green, worse is purple; full tone at half or double. */
function toneOf(error: number): string {
  if (!(error > 0) || !Number.isFinite(error)) return 'transparent';
  const share = Math.min(1, Math.abs(Math.log2(error))) * deepest;
  return `color-mix(in srgb, var(--weight-${error < 1 ? 'positive' : 'negative'}) ${share.toFixed(0)}%, transparent)`;
}

const partsTable = (parts: readonly Drawn[]): Table => ({
  columns: [
    ['part', 'part'],
    ['tensors', 'tensors'],
    ['weights', 'weights'],
    ['error, multiple of persistence', 'forecast_error_multiple_of_persistence_forecast'],
  ],
  rows: parts.map((part) => [partWords(part), part.tensors.length, part.count, part.error]),
});
