/** Horizontal hairlines at the marks of the y axis. */
import css from '../charts.module.css';
import { useScales } from './use-scales.ts';

export function Grid({ ticks }: { readonly ticks: readonly number[] }) {
  const scales = useScales();
  if (scales === null) return null;
  const { y, left, right } = scales;
  return <path className={css['grid']} d={ticks.map((tick) => `M${left} ${y(tick)}H${right}`).join('')} />;
}
