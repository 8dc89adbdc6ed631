// Owns docs/RESPONSE.md: the figures of one measurement with their targets, in words and tables.

/** @typedef {any} Figures as scripts/trace.mjs gathers them */

/** @param {number} value */
const ms = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
/** @param {number[]} durations */
const tasks = (durations) =>
  durations.length === 0 ? 'none' : `${durations.length}, the longest ${ms(Math.max(...durations))}`;
/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(share === 1 ? 0 : 1)} %`;

/** @param {number} taken @param {number} worked */
const both = (taken, worked) => `${ms(taken)} (${ms(worked)})`;

/** @param {string} name @param {any} run @returns {string[][]} */
const drawing = (name, { updates, median, p95, longest, worked }) => [
  [`${name}: longest task`, both(longest, worked.longest), 'at most 50 ms'],
  [`${name}: a frame that draws, median of ${updates}`, both(median, worked.median), 'at most 16 ms'],
  [`${name}: a frame that draws, 95th percentile`, both(p95, worked.p95), 'at most 16 ms'],
];

/** What is measured, the result, and its target. @param {Figures} figures @returns {string[][]} */
function rows({ sizes, cold, usual, session, large }) {
  return [
    ...sizes.map((/** @type {any} */ { name, kilobytes, budget }) => [
      `${name} script, gzipped`,
      `${kilobytes.toFixed(1)} kB`,
      `at most ${budget} kB`,
    ]),
    [
      `cold load to the first moving curve, median of ${cold.rounds}`,
      `${(cold.median / 1000).toFixed(2)} s (${(cold.fastest / 1000).toFixed(2)} to ${(cold.slowest / 1000).toFixed(2)})`,
      'at most 3 s',
    ],
    ['default experiment: tasks over 50 ms once it is prepared', tasks(usual.longTasks), 'none'],
    ...drawing('default experiment', usual),
    [
      '10 arms x 16 seeds x 5,000 steps: tasks over 50 ms once it is prepared',
      tasks(large.longTasks),
      'none',
    ],
    ...drawing('10 arms x 16 seeds x 5,000 steps, last third', large),
    [`interaction to next paint, median of ${session.interactions}`, ms(session.median), ''],
    ['interaction to next paint, 95th percentile', ms(session.p95), 'at most 100 ms'],
    ['interaction to next paint, worst', ms(session.worst), ''],
  ];
}

/** @param {string[]} head @param {string[][]} body */
const table = (head, body) =>
  [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** @param {Figures} figures */
export function printed(figures) {
  const width = Math.max(...rows(figures).map(([name]) => String(name).length));
  return rows(figures)
    .map(([name, value, goal]) => `${String(name).padEnd(width)}  ${String(value).padEnd(32)}${goal}`)
    .join('\n');
}

/** @param {Figures} figures */
export function responsePage(figures) {
  const { machine, load, versions, session, usual, large } = figures;
  return `# How the page responds

Measured by \`npm run trace\` in the built page; nothing here is written by hand. Times depend on the machine, so no
test asserts them.

- ${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}
- Chromium ${versions.Chromium}, headless, 1440 x 900; Node.js ${versions['Node.js']}; served from this machine
- Load of the machine before: ${load.toFixed(1)}; other processes make every task longer

${table(['what', 'measured', 'to be'], rows(figures))}

**A frame that draws** is a task of the main thread that painted: selectors, React, layout and painting together. In
brackets is the time that it had the processor; training takes the other core and part of this one.
${percent(usual.within16)} of those of the default experiment and ${percent(large.within16)} of the large one were
done within 16 ms. The default experiment is followed from when it is prepared until the rest of the page is fetched.
The large one is \`#${large.link}\`.

**Interaction to next paint** is the browser's measurement for every key and click of a scripted session, by kind below;
what took less than 16 ms counts as 16. Training continues in the background, on the same cores.

${table(
  ['interaction', 'worst'],
  session.kinds.map((/** @type {any} */ { kind, worst }) => [kind, ms(worst)]),
)}
`;
}
