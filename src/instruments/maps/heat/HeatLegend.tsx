/** What the shades of a heat map mean, in numbers and in words. */
import type { HeatScale } from './heat.ts';
import { compact } from '../../../ui/primitives/numbers.ts';
import { shadeStyle, type Tones } from './HeatMap.tsx';
import { shades } from './heat-shapes.ts';
import css from '../maps.module.css';

interface HeatLegendProps {
  readonly scale: HeatScale;
  readonly tones: Tones;
  /** What the low and the high end mean. */
  readonly words: readonly [low: string, high: string];
  /** What a dot in a cell means; null where there are none. */
  readonly mark: string | null;
}

/** Wide enough that the words of both ends stand side by side under it, px. */
const length = 273;

export function HeatLegend({ scale, tones, words: [low, high], mark }: HeatLegendProps) {
  const { kind, middle, reach, beyond } = scale;
  const first = kind === 'diverging' ? -shades : 0;
  const steps = Array.from({ length: shades - first + 1 }, (_, i) => first + i);
  const swatch = length / steps.length;
  const least = kind === 'diverging' ? middle - reach : middle;
  return (
    <div className={css['legend']}>
      <svg width={length} height={26} aria-hidden="true" className={css['scale']}>
        {steps.map((shade, i) => (
          <rect
            key={shade}
            x={i * swatch}
            y={1}
            width={swatch}
            height={9}
            className={css['cells']}
            style={shadeStyle(shade, tones)}
          />
        ))}
        <text x={0} y={22} className={css['tick']}>
          {beyond[0] ? '≤ ' : ''}
          {compact(least)}
        </text>
        {kind === 'diverging' && (
          <text x={length / 2} y={22} textAnchor="middle" className={css['tick']}>
            {compact(middle)}
          </text>
        )}
        <text x={length} y={22} textAnchor="end" className={css['tick']}>
          {beyond[1] ? '≥ ' : ''}
          {compact(middle + reach)}
        </text>
      </svg>
      <div className={css['ends']} style={{ maxInlineSize: length }}>
        <span>{low}</span>
        <span>{high}</span>
      </div>
      {mark !== null && <span>• {mark}</span>}
    </div>
  );
}
