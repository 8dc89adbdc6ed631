/** Whose coefficients are drawn, and of which group: small selects within the caption. The weights chart follows. */
import type { CoefficientsView } from '../../store/views-evidence.ts';
import { useActions, useAppState } from '../app/ui-context.ts';
import charts from '../charts/charts.module.css';
import { series, type ArmId } from '../primitives/arms.ts';

interface WhoseProps {
  readonly view: CoefficientsView;
  readonly group: CoefficientsView['groups'][number] | undefined;
  readonly onGroup: (index: number) => void;
}

export function Whose({ view, group, onGroup }: WhoseProps) {
  const { setView } = useActions();
  const arms = useAppState(({ run, draft }) => (run?.spec ?? draft).arms);
  const seeds = useAppState(({ run, draft }) => (run?.spec ?? draft).seeds);
  return (
    <span className={charts['whose']}>
      <select
        className={charts['pick']}
        aria-label="Arm whose coefficients are drawn"
        value={view.arm}
        onChange={({ target }) => setView({ weightsArm: target.value as ArmId })}
      >
        {arms.map((arm) => (
          <option key={arm} value={arm}>
            {series[arm].label}
          </option>
        ))}
      </select>
      <select
        className={charts['pick']}
        aria-label="Seed whose coefficients are drawn"
        value={view.seed}
        onChange={({ target }) => setView({ weightsSeed: Number(target.value) })}
      >
        {seeds.map((seed) => (
          <option key={seed} value={seed}>
            seed {seed}
          </option>
        ))}
      </select>
      {view.groups.length > 1 && (
        <select
          className={charts['pick']}
          aria-label="Group whose coefficients are drawn"
          value={group?.name}
          onChange={({ target }) => onGroup(target.selectedIndex)}
        >
          {view.groups.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
      {group !== undefined && (
        <span className={charts['aside']}>
          {group.rate === null ? 'no single rate' : `dashed: r = ${group.rate.toFixed(4)}`}
        </span>
      )}
    </span>
  );
}
