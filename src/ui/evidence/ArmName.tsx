/** An arm at the head of its row: its name in its colour, and what part it plays. */
import type { ArmWords } from '../../experiment/arms/record.ts';
import { armLabel, series, type ArmId } from '../primitives/arms.ts';
import css from './evidence.module.css';

const roles: Readonly<Record<ArmWords['role'], string>> = {
  control: 'control',
  subject: 'the subject',
  forecaster: 'other forecaster',
  rival: 'rival',
  placebo: 'placebo',
};

interface ArmNameProps {
  readonly arm: ArmId;
  readonly role: ArmWords['role'];
  readonly note?: string | null;
}

export function ArmName({ arm, role, note = null }: ArmNameProps) {
  const aside = [...(armLabel(arm) === roles[role] ? [] : [roles[role]]), ...(note === null ? [] : [note])];
  return (
    <th scope="row">
      <span className={css['arm']} style={{ color: series[arm].color }}>
        {armLabel(arm)}
      </span>{' '}
      <span className={css['role']}>{aside.join(' · ')}</span>
    </th>
  );
}
