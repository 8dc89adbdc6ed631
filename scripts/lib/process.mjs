// Owns running other programs, without a shell, from the repository's root, with their output shown.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {string[]} args
 * @param {{ together?: boolean }} [how] `together`: other programs run beside it, so its output is shown at its end
 * @returns {Promise<boolean>} whether it ended with code 0; false, too, where it could not be started
 */
export function run(program, args, { together = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: together ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    /** @type {Buffer[]} */
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => output.push(part));
    child.on('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}

/** Runs npm: the one that started this process, if any. @param {string[]} args @param {{ together?: boolean }} [how] */
export function npm(args, how) {
  const script = process.env.npm_execpath;
  return script ? run(process.execPath, [script, ...args], how) : run('npm', args, how);
}

/**
 * The file to start an installed package's tool with.
 * @param {string} name the package
 * @param {string} tool its command, when not named as the package
 */
export function toolPath(name, tool = name) {
  const manifest = join(root, 'node_modules', name, 'package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[tool]);
}

/** Ends the process with a message that tells the reader what to do. @param {string} message @returns {never} */
export function stop(message) {
  console.error(`\n${message}`);
  process.exit(1);
}
