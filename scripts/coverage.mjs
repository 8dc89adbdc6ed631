// Measures by simulation the coverage of the intervals and the rate of false claims; prints the tables of
// docs/METHOD.md. It tests the product's own functions. Takes about a minute.
import { runnerImport } from 'vite';

/** @type {{ module: typeof import('../src/core/evidence/testing/coverage.ts') }} */
const { module } = await runnerImport('/src/core/evidence/testing/coverage.ts');
const { distributions, coverageOf, falseClaims } = module;
/** @type {{ module: typeof import('../src/core/evidence/median-interval.ts') }} */
const {
  module: { medianInterval },
} = await runnerImport('/src/core/evidence/median-interval.ts');
/** @type {{ module: typeof import('../src/core/evidence/signed-rank.ts') }} */
const {
  module: { hodgesLehmann },
} = await runnerImport('/src/core/evidence/signed-rank.ts');

const samples = 20_000;
const families = 5_000;

/** @param {readonly (readonly string[])[]} rows */
const table = ([head = [], ...rows]) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** @param {number} share */
const share = (share) => share.toFixed(3).slice(1);

const counts = Array.from({ length: 59 }, (_, i) => i + 6);
const shown = [6, 7, 8, 10, 13, 16, 24, 32, 64];
const rows = distributions.map((distribution) => {
  const covered = new Map(counts.map((n) => [n, coverageOf(medianInterval, distribution, n, samples)]));
  const all = [...covered.values()];
  return [
    distribution.name,
    ...shown.map((n) => share(covered.get(n) ?? NaN)),
    `${share(Math.min(...all))} to ${share(Math.max(...all))}`,
  ];
});
console.log(
  `Interval of the median, ${samples} samples each; the last column is over every n from 6 to 64.\n`,
);
console.log(table([['values', ...shown.map((n) => `n = ${n}`), 'all n'], ...rows]));

const [normal] = distributions;
if (normal === undefined) throw new Error('there is no distribution to draw from');
const estimates = [6, 8, 10, 16].map((n) => share(coverageOf(hodgesLehmann, normal, n, samples / 5)));
console.log(`\nHodges-Lehmann, normal, n = 6, 8, 10, 16: ${estimates.join(', ')}.`);

const claims = [1, 3, 5, 9].flatMap((rivals) =>
  [8, 10, 16].map((seeds) => {
    const cells = [0, 0.3].flatMap((never) => {
      const { beats, loses } = falseClaims(rivals, seeds, families, never);
      return [share(beats), share(loses)];
    });
    return [`${rivals}`, `${seeds}`, ...cells];
  }),
);
console.log(`\nFamilies with a false claim, ${families} each.\n`);
console.log(
  table([['rivals', 'seeds', 'beats', 'loses', 'beats, 30 % never', 'loses, 30 % never'], ...claims]),
);
