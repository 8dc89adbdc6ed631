/** Eight weights of one network: what training did, and what the forecast said. */
import { useActions, useAppState, useUi } from '../../app/ui-context.ts';
import type { WeightsView } from '../../../store/views.ts';
import { series, type ArmId } from '../../primitives/arms.ts';
import { useCell, usePart, type Cell } from '../../primitives/cell.ts';
import { compact } from '../../primitives/numbers.ts';
import { ChartFigure } from '../ChartFigure.tsx';
import css from '../charts.module.css';
import { DataTable } from '../DataTable.tsx';
import { WeightPanel } from './WeightPanel.tsx';

const panels = Array.from({ length: 8 }, (_, index) => index);

export function WeightsChart() {
  const weights = useUi().live.weights[0];
  return weights === undefined ? null : <Chart weights={weights} />;
}

function Chart({ weights }: { readonly weights: Cell<WeightsView> }) {
  const arm = usePart(weights, (view) => view.arm);
  const waiting = usePart(weights, (view) => view.panels.length === 0);
  return (
    <ChartFigure
      area="weights"
      view={weights}
      title={
        <>
          Weights: <span style={{ color: series[arm].color }}>actual</span> and{' '}
          <span style={{ color: series.farcaster.color }} className={css['dashed']}>
            forecast
          </span>
        </>
      }
      caption={<Whose weights={weights} />}
      empty={waiting ? 'The weights appear as soon as the network has its first values.' : null}
      table={<WeightsTable weights={weights} />}
    >
      <div className={css['multiples']}>
        {panels.map((index) => (
          <WeightPanel key={index} index={index} />
        ))}
      </div>
    </ChartFigure>
  );
}

/** Whose weights are drawn: two small selects within the caption. */
function Whose({ weights }: { readonly weights: Cell<WeightsView> }) {
  const { setView } = useActions();
  const arm = usePart(weights, (view) => view.arm);
  const seed = usePart(weights, (view) => view.seed);
  const arms = useAppState(({ run, draft }) => (run?.spec ?? draft).arms);
  const seeds = useAppState(({ run, draft }) => (run?.spec ?? draft).seeds);
  return (
    <span className={css['whose']}>
      <select
        className={css['pick']}
        aria-label="Arm whose weights are drawn"
        value={arm}
        onChange={({ target }) => setView({ weightsArm: target.value as ArmId })}
      >
        {arms.map((name) => (
          <option key={name} value={name}>
            {series[name].label}
          </option>
        ))}
      </select>
      <select
        className={css['pick']}
        aria-label="Seed whose weights are drawn"
        value={seed}
        onChange={({ target }) => setView({ weightsSeed: Number(target.value) })}
      >
        {seeds.map((each) => (
          <option key={each} value={each}>
            seed {each}
          </option>
        ))}
      </select>
      <Extent weights={weights} />
    </span>
  );
}

function Extent({ weights }: { readonly weights: Cell<WeightsView> }) {
  const xMax = usePart(weights, (view) => view.xMax);
  const forecast = usePart(weights, (view) => view.window !== null);
  return (
    <span className={css['aside']}>
      0 – {xMax} steps
      {forecast && '; shaded: newest window and horizon'}
    </span>
  );
}

function WeightsTable({ weights }: { readonly weights: Cell<WeightsView> }) {
  const view = useCell(weights);
  const steps = view.panels[0]?.actual ?? [];
  return (
    <DataTable
      columns={['step', ...view.panels.map(({ title }) => title)]}
      rows={steps.map(([step], index) => [
        String(step),
        ...view.panels.map(({ actual }) => compact(actual[index]?.[1] ?? NaN, 4)),
      ])}
    />
  );
}
