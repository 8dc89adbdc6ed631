// Owns the comparison of command line and page, and of the processor's engines: runs links in the page on simd, and
// on the command line on simd and on reference, and prints a table of their digests. Ends with code 1 if any result,
// apart from its engine and time, differs, for any number of threads.
//   node scripts/same-digest.mjs [count [seed]]    count: random links in addition to the named ones (16)
import { withBuiltPage } from './lib/built-page.mjs';
import { commandLine } from './lib/command-line.mjs';
import { randomLinks } from './same-digest/random-links.mjs';

/** @typedef {import('../src/record/result.ts').RunResult} RunResult */
/** @typedef {{ name: string, link: string, sweeps?: boolean }} Compared */

/** Of the command line: engine and threads. */
const ways = /** @type {const} */ ([
  ['simd', 1],
  ['simd', 2],
  ['simd', 3],
  ['simd', 7],
  ['reference', 2],
]);
const small = 'samples=64&layers=6&steps=120&seeds=4';

/** @type {readonly Compared[]} */
const named = [
  { name: 'default', link: '#v=3' },
  {
    name: 'Adam on moons',
    link: '#v=3&task=moons&optimizer=adam&lr=0.01&steps=300&arms=control,farcaster,recent,faster',
  },
  { name: 'transfer', link: `#v=3&${small}&source=transfer` },
  {
    name: 'introspection and wnn',
    link: `#v=3&${small}&arms=control,farcaster,introspection,wnn,random,surgery`,
  },
  { name: 'L1 with L_grad', link: `#v=3&${small}&fit=absolute&penalty=shrinking` },
  {
    name: 'Fashion-MNIST, mini-batches',
    link: '#v=3&task=fashion-mnist&layers=16&activation=relu&optimizer=adam&lr=0.001&batch=64&steps=100&seeds=3&arms=control,farcaster,recent',
  },
  {
    name: 'convolutional network',
    link: '#v=4&task=digits&net=cnn&filters=3,5&activation=relu&optimizer=adam&lr=0.01&batch=32&steps=60&seeds=2&arms=control,farcaster,recent',
  },
  {
    name: 'decoder',
    link: '#v=4&task=moby-dick&net=gpt&width=16&blocks=1&context=16&tied=on&optimizer=adamw&lr=0.01&ramp=10&clip=1&decay=0.01&decayof=kernels&batch=8&steps=60&seeds=2&arms=control,farcaster,recent',
  },
  {
    name: 'encoder',
    link: '#v=4&task=century&net=encoder&width=16&blocks=1&context=16&optimizer=adamw&lr=0.01&batch=8&steps=60&seeds=2&arms=control,farcaster,recent',
  },
  { name: 'branch with another rate', link: `#v=3&${small}&changeat=60&change=0.3` },
  { name: 'tuned rates', link: `#v=3&${small}&tune=each` },
  {
    name: 'sweep of the learning rate',
    link: `#v=3&${small}&sweep=learningRate&values=0.1,1`,
    sweeps: true,
  },
  {
    name: 'sweep of two settings',
    link: `#v=3&${small}&sweep=window&values=8,16&across=damping&avalues=0.5`,
    sweeps: true,
  },
];

const [count = '16', seed = '1'] = process.argv.slice(2);
/** @type {readonly Compared[]} */
const compared = [...named, ...randomLinks(Number(count), Number(seed))];
const { runLink, sweepLink } = await commandLine();

/** The parts that must be equal. @param {RunResult} result */
const plain = (result) =>
  JSON.stringify({ ...result, engine: null, seconds: 0, spec: { ...result.spec, engine: 'auto' } });

/** @param {string} link @param {number} count @param {boolean} sweeps @returns {Promise<[digest: string, all: string]>} */
async function here(link, count, sweeps) {
  if (sweeps) return ['(rows)', JSON.stringify(await sweepLink(link, count))];
  const result = await runLink(link, count);
  return [result.digest, plain(result)];
}

/** @param {import('playwright').Page} page @param {string} link @param {boolean} sweeps @returns {Promise<[digest: string, all: string]>} */
async function there(page, link, sweeps) {
  const text = await page.evaluate(
    async ({ hash, sweeps }) => {
      const { corrections } = await window.farcast.load(hash);
      if (corrections.length > 0) throw new Error(corrections.join(' '));
      if (sweeps) return JSON.stringify(await window.farcast.sweep());
      await window.farcast.play();
      return JSON.stringify(await window.farcast.finished());
    },
    { hash: link, sweeps },
  );
  if (sweeps) return ['(rows)', text];
  const result = /** @type {RunResult} */ (JSON.parse(text));
  return [result.digest, plain(result)];
}

const differences = await withBuiltPage(async (browser, address) => {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(`${address}#v=3&arms=control&steps=10&seeds=1`);
  await page.evaluate(() => window.farcast.ready);
  let different = 0;
  console.log(`| experiment | page | ${ways.map(([engine, count]) => `${engine}, ${count}`).join(' | ')} |`);
  console.log(`| --- | --- | ${ways.map(() => '---').join(' | ')} |`);
  for (const { name, link, sweeps = false } of compared) {
    const [digest, all] = await there(page, `${link}&engine=simd`, sweeps);
    const cells = [];
    for (const [engine, count] of ways) {
      const [own, its] = await here(`${link}&engine=${engine}`, count, sweeps);
      const isEqual = its === all;
      if (!isEqual) different += 1;
      cells.push(isEqual ? 'equal' : own === digest ? 'DIFFERS beside the digest' : own.slice(0, 12));
    }
    console.log(`| ${name} | ${digest.slice(0, 12)} | ${cells.join(' | ')} |`);
    if (cells.some((cell) => cell !== 'equal')) console.log(`  ${link}`);
  }
  return different;
});
console.log(
  differences === 0
    ? `${compared.length} links, all equal to the page`
    : `${differences} results differ from the page`,
);
process.exitCode = differences === 0 ? 0 : 1;
