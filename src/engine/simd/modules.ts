/** Cache of compiled modules, so that an engine of the same shapes starts at once. */
import { emittersFor, programOf, type Program, type ProgramSetup } from './program.ts';

export interface Compiled {
  readonly program: Program;
  readonly module: WebAssembly.Module;
}

/** More shapes than a worker usually needs. */
const most = 8;

const known = new Map<string, Promise<Compiled>>();

export function compiled(setup: ProgramSetup): Promise<Compiled> {
  const key = JSON.stringify(setup);
  const found = known.get(key) ?? compile(setup);
  // The most recent is last.
  known.delete(key);
  known.set(key, found);
  // A failed compilation is tried again.
  found.catch(() => known.delete(key));
  for (const oldest of [...known.keys()].slice(0, -most)) known.delete(oldest);
  return found;
}

async function compile(setup: ProgramSetup): Promise<Compiled> {
  const program = programOf(setup, await emittersFor(setup.model));
  return { program, module: await WebAssembly.compile(program.bytes) };
}
