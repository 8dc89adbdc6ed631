/** From the negative end of the weights' colours to the positive one, in steps that a file can hold. */
import css from '../network.module.css';

const steps = 21;
const width = 80;
const height = 10;

export function Ramp() {
  const each = width / steps;
  return (
    <svg width={width} height={height} aria-hidden="true" className={css['ramp']}>
      {Array.from({ length: steps }, (_, i) => {
        const share = (2 * i) / (steps - 1) - 1;
        return (
          <g key={i}>
            <rect x={i * each} width={each} height={height} className={css['rampMiddle']} />
            <rect
              x={i * each}
              width={each}
              height={height}
              className={css[share < 0 ? 'rampLow' : 'rampHigh']}
              fillOpacity={Math.abs(share)}
            />
          </g>
        );
      })}
    </svg>
  );
}
