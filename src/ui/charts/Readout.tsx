/** Numbers under the crosshair, each in its series' colour. */
import css from './charts.module.css';

interface ReadoutProps {
  readonly at: string;
  readonly entries: readonly { readonly label: string; readonly color: string; readonly text: string }[];
}

export function Readout({ at, entries }: ReadoutProps) {
  return (
    <span className={css['readout']}>
      {at}
      {entries.map(({ label, color, text }) => (
        <span key={label} style={{ color }}>
          {label} {text}
        </span>
      ))}
    </span>
  );
}
