// Owns the command line of the benchmark.
import { parseArgs } from 'node:util';
import { stop } from '../../scripts/lib/process.mjs';
import { networkNames, ways } from './plan.mjs';

const usage = `npm run bench -- [options]
  --only NAMES       ways, with commas: ${ways.join(', ')}
  --networks NAMES   networks, with commas: ${networkNames.join(', ')}
  --rounds N         rounds (5)
  --no-write         leave docs/ as it is; so does every run that is not of all ways, all networks, 5 rounds
  --out FOLDER       write there, whatever was run
  --gpu              the machine's own graphics adapter, not the software adapter that the tests use`;

/** Minimum rounds of a run that is written to docs. */
const fullRounds = 5;

/** @typedef {{ only: string[], networks: string[], rounds: number, gpu: boolean, folder: string | null }} Options */

/** @param {string} option @param {string | undefined} text @param {string[]} known */
function names(option, text, known) {
  if (text === undefined) return known;
  const given = text.split(',');
  const unknown = given.filter((name) => !known.includes(name));
  return unknown.length === 0 ? given : refuse(`--${option}: ${unknown.join(', ')} is not known`);
}

/** @param {string} message @returns {never} */
function refuse(message) {
  return stop(`${message}\n\n${usage}`);
}

function parsed() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string' },
        networks: { type: 'string' },
        rounds: { type: 'string', default: String(fullRounds) },
        'no-write': { type: 'boolean', default: false },
        out: { type: 'string' },
        gpu: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** @returns {Options} */
export function readOptions() {
  const values = parsed();
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) refuse('--rounds is a whole number from 1');
  const isFull = values.only === undefined && values.networks === undefined && rounds >= fullRounds;
  return {
    only: names('only', values.only, ways),
    networks: names('networks', values.networks, networkNames),
    rounds,
    gpu: values.gpu,
    folder: values['no-write'] ? null : (values.out ?? (isFull ? 'docs' : null)),
  };
}
