/**
 * A table with columns for every arm -> one with a row for every arm: one observation a row, as programs of statistics
 * expect it. Pure.
 */
import { fields, type ArmId } from '../../experiment/fields.ts';
import type { Table, TableColumn } from '../table.ts';

/** Longest first: one name may begin with another. */
const arms = (Object.keys(fields.arms.options) as ArmId[]).sort((a, b) => b.length - a.length);

/** Tables of another form are returned as they are. */
export function tidy(table: Table): Table {
  const { columns, rows } = table;
  const owners = columns.map(([, name]) => arms.find((arm) => name.startsWith(`${arm}_`)));
  const groups = [...new Set(owners)].flatMap((arm) =>
    arm === undefined ? [] : [{ arm, at: owners.flatMap((owner, i) => (owner === arm ? [i] : [])) }],
  );
  const shared = owners.flatMap((owner, i) => (owner === undefined ? [i] : []));
  const [first] = groups;
  const restOf = ({ arm, at }: (typeof groups)[number]): string[] =>
    at.map((i) => columns[i]![1].slice(arm.length + 1));
  const names = first === undefined ? '' : restOf(first).join();
  const isWide =
    first !== undefined &&
    columns.every(([, name]) => name !== 'arm') &&
    groups.every((group) => restOf(group).join() === names);
  if (!isWide) return table;
  return {
    columns: [
      ...shared.map((i) => columns[i]!),
      ['arm', 'arm'],
      ...first.at.map((i): TableColumn => {
        const [title, name, text] = columns[i]!;
        const rest = [title.replace(/^[^,]*, /, ''), name.slice(first.arm.length + 1)] as const;
        return text === undefined ? rest : [...rest, text];
      }),
    ],
    rows: rows.flatMap((row) =>
      groups.map(({ arm, at }) => [...shared.map((i) => row[i]!), arm, ...at.map((i) => row[i]!)]),
    ),
  };
}
