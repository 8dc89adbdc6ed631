/**
 * Fits the farcaster to more weights than fit in memory at once: they are generated in chunks, summed and discarded.
 */
import { basisSize, type FitSettings } from '../../src/core/forecast/basis.ts';
import { fitSquares } from '../../src/core/forecast/fit.ts';
import { GramStream } from '../../src/core/forecast/stream.ts';
import type { LargeFit } from './protocol.ts';

/** The number of weights of DistilBERT. */
const weights = 66_362_880;
const horizons = 8;
/** Weights generated, and held, at a time. */
const chunk = 1 << 18;
const rate = 0.98;
const window = 50;

const settings: FitSettings = {
  loss: 'squares',
  bias: true,
  sumToOne: false,
  penalty: { reading: 'none', norm: 2, weight: 0, margin: 0 },
};

/** Weights that decay at one rate to their own targets: first input, last input, then the horizons. */
function fill(columns: readonly Float32Array[], start: number): void {
  const shares = columns.map((_, c) => rate ** (c === 0 ? 0 : c === 1 ? window : window + 10 * (c - 1)));
  for (let i = 0; i < chunk; i += 1) {
    // Two fast, well spread sequences give the start and the target of each weight.
    const from = ((start + i) * 0.6180339887498949) % 1;
    const to = ((start + i) * 0.7548776662466927) % 1;
    for (let c = 0; c < columns.length; c += 1) columns[c]![i] = to + shares[c]! * (from - to);
  }
}

export function measureLargeFit(): LargeFit {
  const columns = Array.from({ length: 2 + horizons }, () => new Float32Array(chunk));
  const began = performance.now();
  const stream = new GramStream(2, horizons);
  let making = 0;
  for (let start = 0; start < weights; start += chunk) {
    const count = Math.min(chunk, weights - start);
    const before = performance.now();
    fill(columns, start);
    making += performance.now() - before;
    const rows = columns.map((column) => column.subarray(0, count));
    stream.add(rows.slice(0, 2), rows.slice(2));
  }
  const terms = stream.grams().map((gram) => fitSquares(gram, 2, settings));
  const seconds = (performance.now() - began - making) / 1000;
  const last = terms.at(-1)!;
  const gain = (rate ** window - rate ** (window + 10 * horizons)) / (1 - rate ** window);
  return {
    weights: stream.rows,
    horizons,
    seconds,
    weightsPerSecond: Math.round(stream.rows / seconds),
    bytesHeld: columns.reduce((sum, { byteLength }) => sum + byteLength, 0) + 8 * basisSize(2) * 1024,
    error: Math.max(Math.abs(last[0]! + gain), Math.abs(last[1]! - 1 - gain), Math.abs(last[2]!)),
  };
}
