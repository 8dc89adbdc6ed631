/** Which networks are compared, and at which step. The weights chart follows. */
import { layersView } from './layers/view.ts';
import { pairedArm } from './pair.ts';
import { useAppState, useView } from '../../ui/app/ui-context.ts';
import { ArmPick, SeedPick } from '../../ui/charts/WhosePick.tsx';
import css from './network.module.css';

export function WhoseNetwork() {
  const arms = useAppState(({ run, draft }) => (run?.spec ?? draft).arms);
  const wanted = useAppState(({ view }) => view.weightsArm);
  const arm = pairedArm(arms, wanted);
  const seed = useView(layersView, (view) => view.seed);
  const step = useView(layersView, (view) => view.step);
  return (
    <p className={css['whose']}>
      {arm !== null && (
        <>
          <ArmPick arm={arm} label="Arm beside the control" control={false} /> beside the control,{' '}
        </>
      )}
      <SeedPick seed={seed} label="Seed whose networks are drawn" />
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
