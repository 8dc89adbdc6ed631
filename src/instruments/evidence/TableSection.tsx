/** A table with its title and one line that says how to read it. Wider than the page, it scrolls by itself. */
import { useId, type ReactNode } from 'react';
import type { ArmWords } from '../../experiment/arms/record.ts';
import type { Table } from '../../record/table.ts';
import { later } from '../../ui/app/later.ts';
import { useUi } from '../../ui/app/ui-context.ts';
import { useOnPage } from '../../ui/charts/export/figure-files.ts';
import buttons from '../../ui/primitives/buttons.module.css';
import { armLabel, series, type ArmId } from '../../ui/primitives/arms.ts';
import layout from '../../ui/layout/layout.module.css';
import css from './evidence.module.css';
import type { PairedMean } from '../../core/evidence/statistics.ts';
import type { SeedSpread } from '../../core/evidence/quantiles.ts';
import { never, share, fixed, fixedPower } from '../../ui/primitives/numbers.ts';

interface TableSectionProps {
  readonly title: string;
  readonly caption: ReactNode;
  readonly tools?: ReactNode;
  readonly files: readonly FileProps[];
  readonly empty: string | null;
  readonly children: ReactNode;
}

export function TableSection({ title, caption, tools, files, empty, children }: TableSectionProps) {
  const id = useId();
  return (
    <div className={css['section']}>
      <div className={css['head']}>
        <h3 id={id} className={css['title']}>
          {title}
        </h3>
        <p className={css['caption']}>{caption}</p>
        {tools}
        {empty === null && files.map((file) => <File key={file.area} {...file} />)}
      </div>
      {empty === null ? (
        <div className={layout['scroll']} tabIndex={0} role="region" aria-labelledby={id}>
          {children}
        </div>
      ) : (
        <p className={css['caption']}>{empty}</p>
      )}
    </div>
  );
}

interface FileProps {
  readonly area: string;
  /** Label of its button. */
  readonly words: string;
  readonly table: () => Table;
}

function File({ area, words, table }: FileProps) {
  const { app } = useUi();
  useOnPage({ area, table, figure: null });
  const save = (): void => void later.saving().then(({ saveTable }) => saveTable(app, area, table()));
  return (
    <button type="button" className={buttons['link']} title="Save the numbers as CSV" onClick={save}>
      {words}
    </button>
  );
}

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

export const none = '–';

/** "−8": a difference of shares in percentage points. */
export const points = (difference: number): string =>
  Number.isFinite(difference) ? fixed(100 * difference, 0) : difference > 0 ? 'only it' : 'only the other';

export const shareInterval = (low: number | null, high: number | null): string =>
  low === null || high === null || (!Number.isFinite(low) && low === high)
    ? none
    : `${Number.isFinite(low) ? fixed(100 * low, 0) : never(low)} … ${share(high)}`;

/** "−0.31 (−0.35 … −0.27)", scaled by `unit`. */
export function difference(paired: PairedMean | null, decimals: number, unit = 1): string {
  if (paired === null) return none;
  const { mean, interval } = paired;
  const middle = fixed(unit * mean, decimals);
  if (interval === null) return middle;
  return `${middle} (${fixed(unit * interval.low, decimals)} … ${fixed(unit * interval.high, decimals)})`;
}

/** "−0.31 (−0.35 … −0.27)": median and middle half; infinite if one loss is 0. */
export function spread({ median, low, high }: SeedSpread, decimals: number): string {
  const middle = fixedPower(median, decimals);
  if (low === null || high === null) return middle;
  return `${middle} (${fixedPower(low, decimals)} … ${fixedPower(high, decimals)})`;
}
