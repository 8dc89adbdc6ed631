/** The learning rates of a tuned run in words: the rate of each arm, and how the rates were found. */
import { fields, type ArmId } from '../../experiment/fields.ts';
import type { TunedArm } from '../../run/events.ts';
import type { RunHistory } from '../history.ts';

/** A few sentences in plain words; null for a run whose arms share one learning rate. */
export function tuningText({ prepared }: Pick<RunHistory, 'prepared'>): string | null {
  const { tuning } = prepared;
  if (tuning === undefined) return null;
  const { arms, grid, seeds } = tuning;
  const own = arms.filter(({ arm, from }) => arm === from);
  const derived = arms.filter(({ arm, from }) => arm !== from);
  const others = derived.map((row) => `${rateText(row)} (from the ${nameOf(row.from)}’s)`);
  const sentences = [
    `Each arm at its own best learning rate, tuned on ${seeds.length} other seeds (tuning not charged): ${own.map(rateText).join(', ')}${others.length === 0 ? '' : `; not tuned by themselves: ${others.join(', ')}`}.`,
  ];
  const untimed = own.filter(({ cost }) => cost === null);
  if (untimed.length > 0)
    sentences.push(
      `At the lowest final loss, because most tuning seeds never reached the loss that arms are timed to: ${namesOf(untimed)}.`,
    );
  const edges = own.filter(({ edge }) => edge !== null);
  if (edges.length > 0)
    sentences.push(
      `At the edge of the grid (${grid[0]!} to ${grid.at(-1)!}): ${namesOf(edges)}; the optimum may lie beyond.`,
    );
  return sentences.join(' ');
}

const nameOf = (arm: ArmId): string => fields.arms.options[arm];

const namesOf = (rows: readonly TunedArm[]): string => rows.map(({ arm }) => nameOf(arm)).join(', ');

const rateText = ({ arm, rate }: TunedArm): string => `${nameOf(arm)} at ${Number(rate.toPrecision(3))}`;
