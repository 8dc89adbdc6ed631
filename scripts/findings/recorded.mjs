// The section on runs of other programs: measured by scripts/recorded/train.py and `farcast trajectory`, kept in
// scripts/recorded/results.json.
import { readFileSync } from 'node:fs';

/**
 * @typedef {{ run: string, options: string, ahead: number, mae: Record<string, number>, lastLoss: number,
 *   farcastLoss: number, lastAfter: number[], farcastAfter: number[] }} Recorded
 */

/** @returns {string} */
export function recordedSection() {
  /** @type {Recorded[]} */
  const results = JSON.parse(readFileSync(new URL('../recorded/results.json', import.meta.url), 'utf8'));
  const rows = results.map(({ run, mae, ahead, lastLoss, farcastLoss, lastAfter, farcastAfter }) => {
    const { farcaster = NaN, persistence = NaN, ...rivals } = mae;
    const [name, best] = Object.entries(rivals).reduce((a, b) => (b[1] < a[1] ? b : a));
    const share = (/** @type {number} */ of) => `${(100 * (1 - farcaster / of)).toFixed(1)} %`;
    const losses = (/** @type {number[]} */ all) => all.map((loss) => loss.toFixed(3)).join(', ');
    return `| ${run} | +${ahead} | ${share(persistence)} | ${name}: ${share(best)} | ${lastLoss.toFixed(3)} | ${farcastLoss.toFixed(3)} | ${losses(lastAfter)} | ${losses(farcastAfter)} |`;
  });
  return [
    '## Runs of PyTorch',
    '',
    'Recorded by `python3 scripts/recorded/train.py cnn --out FOLDER` on Fashion-MNIST and analysed by `farcast trajectory FOLDER --out FOLDER`: how much closer the farcaster is to the weights that came later. With one run there is a single independent stretch, so nothing is claimed. The farcast of the last checkpoint was loaded in PyTorch (`--continue`) with the state of the optimizer, and both were trained on with the same batches. **In both runs its validation loss was above that of the last checkpoint.**',
    '',
    '| run | steps ahead | closer than persistence | closer than the best rival | validation loss: last checkpoint | farcast | after 50, 100, 150, 200 more steps: from the last checkpoint | from the farcast |',
    '| --- | --: | --: | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}
