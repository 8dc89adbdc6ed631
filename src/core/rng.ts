/**
 * The only random number generator: Threefry-2x32 with 20 rounds (Salmon et al., SC 2011), a counter-based integer
 * generator that gives the same numbers on every machine and in every language. One stream per (seed, purpose,
 * index); purposes never share numbers.
 */

/** The purposes of random numbers. Their numbers are part of every result: append, never renumber. */
export const purposes = {
  data: 1,
  weights: 2,
  batches: 3,
  watched: 4,
  simulation: 5,
  calibration: 6,
  placebo: 7,
  rows: 8,
  networks: 9,
  text: 10,
  dropout: 11,
} as const;

export type Purpose = keyof typeof purposes;

const rotationsA = [13, 15, 26, 6] as const;
const rotationsB = [17, 29, 16, 24] as const;
const parity = 0x1bd11bda;

/** Encrypts the counter (c0, c1) under the key (k0, k1) into `out` [2], unsigned 32-bit words. */
export function threefry2x32(k0: number, k1: number, c0: number, c1: number, out: Uint32Array): void {
  const k2 = parity ^ k0 ^ k1;
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  for (let block = 0; block < 5; block += 1) {
    const rotations = block % 2 === 0 ? rotationsA : rotationsB;
    for (const r of rotations) {
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    }
    const phase = block % 3;
    x0 = (x0 + (phase === 0 ? k1 : phase === 1 ? k2 : k0)) | 0;
    x1 = (x1 + (phase === 0 ? k2 : phase === 1 ? k0 : k1) + block + 1) | 0;
  }
  out[0] = x0;
  out[1] = x1;
}

export interface RandomStream {
  /** A whole number in [0, 2^32). */
  next(): number;
  /** A multiple of 2^-24 in [0, 1). */
  uniform(): number;
  /** A whole number in [0, bound), bound <= 2^21; its bias is below bound / 2^32. */
  below(bound: number): number;
  /** Mean 0, variance 1: the sum of twelve uniforms minus six (exact everywhere; bounded by 6). */
  normal(): number;
}

/** The stream of a seed for one purpose; `index` selects independent streams within it (e.g. per epoch). */
export function randomStream(seed: number, purpose: Purpose, index = 0): RandomStream {
  const words = new Uint32Array(2);
  let drawn = 0;
  const next = (): number => {
    if (drawn % 2 === 0) threefry2x32(seed, purposes[purpose], drawn / 2, index, words);
    drawn += 1;
    return words[(drawn - 1) % 2]!;
  };
  const uniform = (): number => (next() >>> 8) * 2 ** -24;
  return {
    next,
    uniform,
    below: (bound) => Math.floor((next() * bound) / 2 ** 32),
    normal: () => {
      let sum = -6;
      for (let i = 0; i < 12; i += 1) sum += uniform();
      return sum;
    },
  };
}
