// Owns the text of the findings: tables of numbers and sentences that follow from them.
import { recordedSection } from './recorded.mjs';

/** @typedef {import('../../src/record/result.ts').RunResult} RunResult */
/** @typedef {import('../../src/record/sweep/tables.ts').SweepRow} SweepRow */
/** @typedef {{ experiment: import('./experiments.mjs').Experiment, result: RunResult }} Finding */

/** @param {number | null | undefined} share */
const percent = (share) =>
  share === null || share === undefined
    ? '–'
    : Number.isFinite(share)
      ? `${Math.round(100 * share)} %`
      : 'never';

/** @param {number | null} value */
const number = (value) =>
  value === null || !Number.isFinite(value) ? '–' : String(Number(value.toPrecision(3)));

/** @param {number | null | undefined} difference */
const points = (difference) =>
  difference === null || difference === undefined || !Number.isFinite(difference)
    ? '–'
    : String(Math.round(100 * difference));

/** @param {{ savedFraction: number, low: number | null, high: number | null }} verdict */
const interval = ({ savedFraction, low, high }) =>
  low === null || high === null
    ? percent(savedFraction)
    : `${percent(savedFraction)} (${percent(low)} to ${percent(high)})`;

const outcomes = { beats: 'beats it', unclear: 'cannot be told apart', loses: 'loses to it' };

/** @param {Finding} finding */
function summaryRow({ experiment, result }) {
  const { verdict } = result;
  const own = result.evidence.arms.find(({ arm }) => arm === 'farcaster')?.evidence;
  const [rival = null] = verdict.rivals;
  const labels = Object.fromEntries(result.arms.map(({ id, label }) => [id, label]));
  const judged = rival === null ? '–' : outcomes[rival.outcome];
  return [
    experiment.title,
    own == null ? '–' : interval(own.verdict),
    own == null ? '–' : `${own.verdict.better} of ${own.verdict.total}`,
    rival === null ? '–' : `${labels[rival.arm]}, ${percent(rival.savedFraction)}`,
    String(verdict.rivals.length),
    judged,
    rival === null ? '–' : `${points(rival.difference)} (${points(rival.low)} to ${points(rival.high)})`,
  ];
}

/** @param {readonly (readonly string[])[]} rows */
const table = ([head = [], ...rows]) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** @param {readonly Finding[]} findings */
const summary = (findings) =>
  table([
    [
      ...['experiment', 'farcaster saved (95 % CI)', 'seeds better', 'best rival or placebo', 'of'],
      ...['farcaster', 'difference, points (95 % CI)'],
    ],
    ...findings.map(summaryRow),
  ]);

/** @param {NonNullable<RunResult['tuning']>} tuning */
const tuningText = ({ seeds, arms: tuned }) =>
  `Rates, chosen on ${seeds.length} other seeds: ${tuned.map(({ arm, rate }) => `${arm} ${number(rate)}`).join(', ')}.`;

/** @param {Finding} finding */
function arms({ experiment, result }) {
  const rows = result.evidence.arms.flatMap(({ arm, role, evidence }) => {
    if (evidence === null) return [];
    const { verdict, against } = evidence;
    const difference = against?.difference ?? null;
    const label = result.arms.find(({ id }) => id === arm)?.label ?? arm;
    return [
      [
        label,
        role,
        interval(verdict),
        `${verdict.better} of ${verdict.total}`,
        `${verdict.total - verdict.unreached} of ${verdict.total}`,
        difference === null
          ? '–'
          : `${points(difference.median)} (${points(difference.interval?.low)} to ${points(difference.interval?.high)})`,
        against === null ? '–' : against.p < 0.001 ? '< .001' : against.p.toFixed(3),
      ],
    ];
  });
  return [
    `### ${experiment.title}`,
    '',
    `Link: \`${experiment.link}\`. Engine: ${result.engine.name}. Digest \`${result.digest.slice(0, 12)}\`.`,
    '',
    `> ${result.verdict.sentence}`,
    ...(result.tuning === null ? [] : ['', tuningText(result.tuning)]),
    '',
    table([
      [
        ...['arm', 'role', 'saved (95 % CI)', 'seeds better', 'reached'],
        ...['farcaster minus it, points', 'p (Holm)'],
      ],
      ...rows,
    ]),
    '',
  ].join('\n');
}

/** @param {{ sweep: { title: string, link: string }, rows: readonly SweepRow[] }} swept */
function sweepSection({ sweep, rows }) {
  const names = [...new Set(rows.map(({ arm }) => arm))];
  const values = [...new Set(rows.map(({ values: { lr = NaN } }) => lr))];
  const at = (/** @type {number} */ lr, /** @type {string} */ arm) =>
    rows.find((row) => row.values.lr === lr && row.arm === arm);
  const body = values.map((lr) => [
    String(lr),
    ...names.map((arm) => {
      const row = at(lr, arm);
      return row === undefined ? '–' : `${number(row.steps.median)} (${number(row.ledger.median)})`;
    }),
    percent(at(lr, 'farcaster')?.gain.median),
  ]);
  const ledgers = values.map((lr) => at(lr, 'control')?.ledger.median ?? Infinity);
  const best = values[ledgers.indexOf(Math.min(...ledgers))] ?? NaN;
  return [
    `## ${sweep.title}`,
    '',
    `Median steps to loss ${rows[0]?.target ?? '–'} over ${rows[0]?.seeds ?? 0} seeds, and gradient-step equivalents in brackets; – if half or more of the seeds never reached it. Link: \`${sweep.link}\`.`,
    '',
    table([['learning rate', ...names, 'farcaster saved, paired'], ...body]),
    '',
    bestRateText(rows.filter(({ values: { lr } }) => lr === best)),
    '',
    'Another target gives another number. At each loss below, the control has its own best rate for it, chosen on the seeds shown; what each arm saved there, paired by seed, with 95 % intervals, and how the farcaster does against the best of the trivial arms there.',
    '',
    targetTable(rows, names),
    '',
  ].join('\n');
}

/** The savings at one point. @param {readonly SweepRow[]} rows */
function bestRateText(rows) {
  const own = rows.find(({ arm }) => arm === 'farcaster');
  if (own === undefined || own.gain.median === null) return '';
  const { gain, values, target, firstJump } = own;
  const rivals = rows
    .flatMap(({ arm, gain: { against, median } }) => (against === null ? [] : [{ arm, against, median }]))
    .sort((a, b) => (b.median ?? -Infinity) - (a.median ?? -Infinity));
  const [rival] = rivals;
  const before =
    gain.early === gain.count
      ? 'every seed was there before it had jumped, so that nothing could be saved'
      : `the first jump came at step ${firstJump}`;
  const compared =
    rival === undefined
      ? ''
      : ` Of ${rivals.length} trivial arms ${rival.arm} saved most there, ${percent(rival.median)}: the farcaster ${outcomes[rival.against.outcome]} (difference in points ${points(rival.against.median)}, ${points(rival.against.low)} to ${points(rival.against.high)}).`;
  return `At the control’s best rate for this loss, ${values.lr} (chosen on the same seeds), jumps saved ${percent(gain.median)} (95 % CI ${percent(gain.low)} to ${percent(gain.high)}) on the way to loss ${target}; ${before}.${compared}`;
}

/** @param {readonly SweepRow[]} rows @param {readonly string[]} names */
function targetTable(rows, names) {
  const arms = names.filter((arm) => arm !== 'control');
  const targets = rows
    .flatMap(({ arm, values: { lr = NaN }, targets: its }) => its.map((row) => ({ ...row, arm, lr })))
    .sort((a, b) => b.target - a.target);
  const losses = [...new Set(targets.map(({ target }) => target))];
  const body = losses.map((loss) => {
    const own = targets.filter(({ target }) => target === loss);
    const rivals = own
      .filter(({ saved }) => saved.against !== null)
      .sort((a, b) => (b.saved.median ?? -Infinity) - (a.saved.median ?? -Infinity));
    return [
      number(loss),
      String(own[0]?.lr ?? '–'),
      number(own[0]?.controlCost ?? null),
      ...arms.map((arm) => savedText(own.find((row) => row.arm === arm)?.saved)),
      ...rivals
        .slice(0, 1)
        .map(({ arm, saved }) => `${arm}: ${outcomes[saved.against?.outcome ?? 'unclear']}`),
    ];
  });
  return table([['loss', 'control’s best rate', 'its cost', ...arms, 'farcaster against the best'], ...body]);
}

/** @param {import('../../src/record/sweep/tables.ts').RowSaved | undefined} saved */
function savedText(saved) {
  if (saved === undefined || saved.count === 0) return '–';
  if (saved.median !== null)
    return `${percent(saved.median)} (${percent(saved.low)} to ${percent(saved.high)})`;
  return saved.unreached > 0
    ? `not reached in ${saved.unreached} of ${saved.count}`
    : `only it, in ${saved.alone} of ${saved.count}`;
}

/**
 * Each arm at its own rate: what it saved, and the rates.
 * @param {readonly Finding[]} findings
 */
function tunedTable(findings) {
  const names = [...new Set(findings.flatMap(({ result }) => result.arms.map(({ id }) => id)))];
  return table([
    [
      'experiment',
      ...names.map((name) => (name === 'control' ? 'control: rate' : `${name}: saved (95 % CI), rate`)),
      'farcaster against the best',
    ],
    ...findings.map(({ experiment, result }) => {
      const [rival] = result.verdict.rivals;
      return [
        experiment.title,
        ...names.map((name) => {
          const rate = number(result.tuning?.arms.find(({ arm }) => arm === name)?.rate ?? null);
          const own = result.evidence.arms.find(({ arm }) => arm === name)?.evidence;
          return own == null ? rate : `${interval(own.verdict)}, ${rate}`;
        }),
        rival === undefined ? '–' : `${rival.arm}: ${outcomes[rival.outcome]}`,
      ];
    }),
  ]);
}

/** @type {Readonly<Record<import('./experiments.mjs').Group, string>>} */
const sections = {
  tuned: 'With each arm at its own best learning rate',
  tasks: 'Tasks and optimizers, at one rate for all arms',
  forecasters: 'Other forecasters',
  placebos: 'Placebos',
  sources: 'Where the fit learns from',
  fits: 'Losses, penalty, groups',
  metrics: 'Judged by validation loss',
  real: 'Convolutional networks and transformers',
  realTuned: 'Convolutional networks and transformers, each arm at its best rate',
};

/** @param {readonly Finding[]} findings @param {string} what */
function tally(findings, what) {
  const outcomesOf = findings.map(({ result }) => result.verdict.rivals[0]?.outcome);
  const count = (/** @type {string} */ outcome) => outcomesOf.filter((own) => own === outcome).length;
  const saved = findings.filter(({ result }) => (result.verdict.low ?? -1) > 0).length;
  return `${what}: jumps saved something against the control in ${saved} of ${findings.length} experiments; against the best trivial rival the farcaster lost in ${count('loses')}, could not be told apart in ${count('unclear')}, and was better in ${count('beats')}.`;
}

/** Summary sentences, counted from the page's own results. @param {readonly Finding[]} findings */
function conclusions(findings) {
  const results = findings.filter(({ result }) => result.verdict.claim !== 'bound');
  const of = (/** @type {string} */ group) => results.filter(({ experiment }) => experiment.group === group);
  const plain = results.filter(
    ({ experiment: { group } }) => !['tuned', 'real', 'realTuned'].includes(group),
  );
  const best = new Map();
  for (const { result } of results) {
    const arm = result.verdict.rivals[0]?.arm;
    const label = result.arms.find(({ id }) => id === arm)?.label;
    if (label !== undefined) best.set(label, (best.get(label) ?? 0) + 1);
  }
  const named = [...best]
    .sort(([, a], [, b]) => b - a)
    .map(([label, count]) => `${label} (${count})`)
    .join(', ');
  return [
    `- ${tally(of('real'), 'On convolutional networks and transformers')}`,
    `- ${tally(of('realTuned'), 'On these networks, with every arm at its own best rate, tuned on other seeds')}`,
    `- ${tally(of('tuned'), 'On perceptrons, with every arm at its own best rate')}`,
    `- ${tally(plain, 'On perceptrons, with one rate for all arms, tuned for none of them')}`,
    `- The trivial arm that saved most was: ${named}.`,
  ].join('\n');
}

/**
 * @param {readonly Finding[]} findings
 * @param {{ sweep: { title: string, link: string }, rows: readonly SweepRow[] }} swept
 */
export function findingsPage(findings, swept) {
  const groups = Object.entries(sections).map(([group, title]) => {
    const own = findings.filter(({ experiment }) => experiment.group === group);
    const rows = group === 'realTuned' ? tunedTable(own) : summary(own);
    return `## ${title}\n\n${rows}\n`;
  });
  return `${[
    '# Findings',
    conclusions(findings),
    'Made by `npm run findings` on the processor; every number, interval and sentence is the product’s own. Saved: gradient-step equivalents to the control’s own loss after 70 % of its budget, paired by seed, median with its interval; fits, forecasts and validation passes are charged; tuning and the runs that transfer and networks learn from are not. “Best rival or placebo” is the largest of the number given. The farcaster beats it or loses to it only if the difference, paired by seed, is significant after correction for that number and its interval excludes zero ([METHOD](METHOD.md)).',
    ...groups,
    sweepSection(swept),
    recordedSection(),
    '## All arms',
    ...findings.map(arms),
  ].join('\n\n')}`.replace(/\n{3,}/g, '\n\n');
}
