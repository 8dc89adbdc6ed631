/** Which networks are compared, and at which step. The weights chart follows. */
import { controlArm } from '../../experiment/arms.ts';
import { layersView } from './layers/view.ts';
import { pairedArm } from './pair.ts';
import { useActions, useAppState, useView } from '../../ui/app/ui-context.ts';
import charts from '../../ui/charts/charts.module.css';
import { series, type ArmId } from '../../ui/primitives/arms.ts';
import css from './network.module.css';

export function WhoseNetwork() {
  const { setView } = useActions();
  const arms = useAppState(({ run, draft }) => (run?.spec ?? draft).arms);
  const seeds = useAppState(({ run, draft }) => (run?.spec ?? draft).seeds);
  const wanted = useAppState(({ view }) => view.weightsArm);
  const arm = pairedArm(arms, wanted);
  const seed = useView(layersView, (view) => view.seed);
  const step = useView(layersView, (view) => view.step);
  return (
    <p className={css['whose']}>
      {arm !== null && (
        <>
          <label>
            <span className="visually-hidden">Arm beside the control </span>
            <select
              className={charts['pick']}
              value={arm}
              onChange={({ target }) => setView({ weightsArm: target.value as ArmId })}
            >
              {arms
                .filter((other) => other !== controlArm)
                .map((other) => (
                  <option key={other} value={other}>
                    {series[other].label}
                  </option>
                ))}
            </select>
          </label>{' '}
          beside the control,{' '}
        </>
      )}
      <label>
        <span className="visually-hidden">Seed whose networks are drawn </span>
        <select
          className={charts['pick']}
          value={seed}
          onChange={({ target }) => setView({ weightsSeed: Number(target.value) })}
        >
          {seeds.map((other) => (
            <option key={other} value={other}>
              seed {other}
            </option>
          ))}
        </select>
      </label>
      <Step step={step} />
    </p>
  );
}

function Step({ step }: { readonly step: number | null }) {
  const at = useAppState((state) => state.at);
  if (step === null) return <span>, no weights yet</span>;
  const between = at !== null && at !== step ? `, the last recorded before step ${at}` : '';
  return <span data-testid="network-step">{`, weights after step ${step}${between}`}</span>;
}
