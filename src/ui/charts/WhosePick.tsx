/** Small selects within a caption: of a replica, which all charts share, and of one of several things drawn. */
import type { ReactNode } from 'react';
import { controlArm } from '../../experiment/arms.ts';
import { useActions, useAppState } from '../app/ui-context.ts';
import { series, type ArmId } from '../primitives/arms.ts';
import css from './charts.module.css';

interface PickProps<Value extends string | number> {
  /** For screen readers. */
  readonly label: string;
  readonly value: Value | undefined;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}

export function Pick<Value extends string | number>({ label, value, options, onChange }: PickProps<Value>) {
  return (
    <select
      className={css['pick']}
      aria-label={label}
      value={value}
      onChange={({ target }) => onChange(options[target.selectedIndex]![0])}
    >
      {options.map(([option, words]) => (
        <option key={option} value={option}>
          {words}
        </option>
      ))}
    </select>
  );
}

interface ArmPickProps {
  readonly arm: ArmId;
  readonly label: string;
  /** Whether the control can be chosen. */
  readonly control?: boolean;
}

export function ArmPick({ arm, label, control = true }: ArmPickProps) {
  const { setView } = useActions();
  const arms = useAppState(({ run, draft }) => (run?.spec ?? draft).arms);
  const options = arms.filter((name) => control || name !== controlArm);
  return (
    <Pick
      label={label}
      value={arm}
      options={options.map((name) => [name, series[name].label])}
      onChange={(weightsArm) => setView({ weightsArm })}
    />
  );
}

export function SeedPick({ seed, label }: { readonly seed: number; readonly label: string }) {
  const { setView } = useActions();
  const seeds = useAppState(({ run, draft }) => (run?.spec ?? draft).seeds);
  return (
    <Pick
      label={label}
      value={seed}
      options={seeds.map((each) => [each, `seed ${each}`])}
      onChange={(weightsSeed) => setView({ weightsSeed })}
    />
  );
}

interface WhosePickProps {
  readonly arm: ArmId;
  readonly seed: number;
  /** "weights are drawn" */
  readonly what: string;
  readonly children?: ReactNode;
}

export const WhosePick = ({ arm, seed, what, children }: WhosePickProps) => (
  <span className={css['whose']}>
    <ArmPick arm={arm} label={`Arm whose ${what}`} />
    <SeedPick seed={seed} label={`Seed whose ${what}`} />
    {children}
  </span>
);

interface GroupPickProps {
  readonly groups: readonly { readonly name: string }[];
  readonly group: string | undefined;
  readonly what: string;
  readonly onGroup: (index: number) => void;
}

/** The group of weights; nothing if there is only one. */
export const GroupPick = ({ groups, group, what, onGroup }: GroupPickProps) =>
  groups.length < 2 ? null : (
    <Pick
      label={`Group whose ${what}`}
      value={group}
      options={groups.map(({ name }) => [name, name])}
      onChange={(name) => onGroup(groups.findIndex((each) => each.name === name))}
    />
  );
