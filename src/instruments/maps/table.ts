/** The numbers behind a heat map. Pure. */
import type { HeatView } from './heat/heat.ts';
import { columnName, type Table, type TableColumn } from '../../record/table.ts';

/** A row for every anchor; for every horizon its value, called `quantity`, and the further numbers behind it. */
export const mapTable = ({ anchors, horizons, cells, more }: HeatView, quantity: string): Table => ({
  columns: [
    ['step', 'step'],
    ...horizons.flatMap((ahead): TableColumn[] => [
      [`${ahead} ahead`, columnName(quantity, ahead, 'steps ahead')],
      ...more.map((what): TableColumn => [`${ahead} ahead, ${what}`, columnName(what, ahead, 'steps ahead')]),
    ]),
  ],
  rows: anchors.map((anchor, column) => [
    anchor,
    ...horizons.flatMap((_, row) => {
      const cell = cells[column * horizons.length + row] ?? null;
      return cell === null ? [NaN, ...more.map(() => NaN)] : [cell.value, ...cell.more];
    }),
  ]),
});
