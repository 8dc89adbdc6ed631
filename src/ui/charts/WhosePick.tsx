/** Whose weights, or coefficients, are drawn: two small selects within a caption. All charts share the choice. */
import type { ReactNode } from 'react';
import { useActions, useAppState } from '../app/ui-context.ts';
import { series, type ArmId } from '../primitives/arms.ts';
import css from './charts.module.css';

interface WhosePickProps {
  readonly arm: ArmId;
  readonly seed: number;
  /** "weights are drawn": what the choice is about, for screen readers. */
  readonly what: string;
  readonly children?: ReactNode;
}

export function WhosePick({ arm, seed, what, children }: WhosePickProps) {
  const { setView } = useActions();
  const arms = useAppState(({ run, draft }) => (run?.spec ?? draft).arms);
  const seeds = useAppState(({ run, draft }) => (run?.spec ?? draft).seeds);
  return (
    <span className={css['whose']}>
      <select
        className={css['pick']}
        aria-label={`Arm whose ${what}`}
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
        aria-label={`Seed whose ${what}`}
        value={seed}
        onChange={({ target }) => setView({ weightsSeed: Number(target.value) })}
      >
        {seeds.map((each) => (
          <option key={each} value={each}>
            seed {each}
          </option>
        ))}
      </select>
      {children}
    </span>
  );
}

interface GroupPickProps {
  readonly groups: readonly { readonly name: string }[];
  readonly group: string | undefined;
  readonly what: string;
  readonly onGroup: (index: number) => void;
}

/** Which group of weights; nothing where there is only one. */
export function GroupPick({ groups, group, what, onGroup }: GroupPickProps) {
  if (groups.length < 2) return null;
  return (
    <select
      className={css['pick']}
      aria-label={`Group whose ${what}`}
      value={group}
      onChange={({ target }) => onGroup(target.selectedIndex)}
    >
      {groups.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}
