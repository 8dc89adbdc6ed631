/**
 * Weight sequences without a network: single weights that decay, oscillate, drift and are noisy, by formula. Seeded;
 * a sequence depends only on its own number, not on what else is generated.
 */
import type { LabSettings } from '../../experiment/lab/lab-fields.ts';
import { cos, sin } from '../numeric/functions.ts';
import { randomStream } from '../rng.ts';
import { gaussian } from './gaussian.ts';

export type SequenceSettings = Pick<LabSettings, 'rate' | 'spread' | 'noise' | 'turns' | 'drift' | 'seed'>;

/** The fastest and the slowest decay: r -+ spread, clipped to [0, .9999]. */
export function rateEnds({ rate, spread }: Pick<LabSettings, 'rate' | 'spread'>): readonly [number, number] {
  return [Math.max(0, rate - spread), Math.min(0.9999, rate + spread)];
}

const fullTurn = 6.283185307179586;

/**
 * Returns a function that fills `path` [step] with sequence number `index`:
 * w_t = w* + v t + Re z_t, z_(t+1) = r e^(i omega) z_t + s e_t, Re z_0 = w_0 - w*,
 * with w_0, w* and Im z_0 standard normal, r uniform between `rateEnds`, v normal with standard deviation
 * `drift`, e_t standard normal (two of them where there is an oscillation) and s = `noise`.
 */
export function sequenceMaker(settings: SequenceSettings): (index: number, path: Float64Array) => void {
  const { noise, drift, turns, seed } = settings;
  const [fastest, slowest] = rateEnds(settings);
  const angle = (fullTurn * turns) / 100;
  const turnReal = cos(angle);
  const turnImaginary = sin(angle);
  return (index, path) => {
    const draw = randomStream(seed, 'weights', index);
    const shake = gaussian(randomStream(seed, 'batches', index));
    const start = draw.normal();
    const target = draw.normal();
    let real = start - target;
    let imaginary = draw.normal();
    const rate = fastest + (slowest - fastest) * draw.uniform();
    const speed = drift * draw.normal();
    const a = rate * turnReal;
    const b = rate * turnImaginary;
    path[0] = start;
    for (let step = 1; step < path.length; step += 1) {
      const next = a * real - b * imaginary;
      imaginary = b * real + a * imaginary;
      real = next;
      if (noise > 0) {
        real += noise * shake();
        if (turns > 0) imaginary += noise * shake();
      }
      path[step] = target + speed * step + real;
    }
  };
}
