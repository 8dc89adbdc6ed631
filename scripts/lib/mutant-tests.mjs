// Owns how unit tests run against a mutated line: the file is changed while it is loaded, never on disk. One Vitest
// serves all mutants, so that files are read and their imports followed once. Tests that import the mutated file most
// directly run first, fast ones before slow ones, and the first failure ends the run.
import { subscribe } from 'node:diagnostics_channel';
import { fileURLToPath } from 'node:url';
import { createVitest } from 'vitest/node';

/** @typedef {import('./mutations.mjs').Mutant} Mutant */
/** @typedef {'killed' | 'survived' | 'no test' | 'out of time'} Outcome */

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The processes that run tests. @type {Set<import('node:child_process').ChildProcess>} */
const processes = new Set();
subscribe('child_process', (started) => {
  const { process: child } = /** @type {{ process: import('node:child_process').ChildProcess }} */ (started);
  processes.add(child);
  child.once('exit', () => processes.delete(child));
});

/** Tests run in the order in which they are requested. */
class AsAsked {
  /** @template Files @param {Files} files */
  shard = (files) => files;
  /** @template Files @param {Files} files */
  sort = (files) => files;
}

/** @type {{ file: string, code: string } | null} */
let broken = null;

const start = () =>
  createVitest(
    'test',
    {
      root,
      config: false,
      watch: false,
      reporters: [{}],
      include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
      exclude: ['src/**/*.browser.test.{ts,tsx}'],
      setupFiles: ['scripts/lib/mutant-setup.mjs'],
      environment: 'node',
      isolate: false,
      fileParallelism: false,
      testTimeout: 60_000,
      expect: { poll: { timeout: 10_000 } },
      bail: 1,
      sequence: { sequencer: AsAsked },
    },
    {
      define: { 'import.meta.env.VITE_APP_VERSION': '"0"' },
      server: { watch: null },
      plugins: [
        {
          name: 'broken-line',
          enforce: 'pre',
          load(id) {
            const [file, query] = id.split('?');
            if (broken === null || file !== broken.file) return undefined;
            return query === 'raw' ? `export default ${JSON.stringify(broken.code)}` : broken.code;
          },
        },
      ],
    },
  );

/** The outcomes of mutants, one after the other. */
export class MutantTests {
  /** @type {ReturnType<typeof start> | null} */
  #vitest = null;
  /** How long the tests of a file took, ms. @type {Map<string, number>} */
  #costs = new Map();

  /** `limit` in seconds. @param {Mutant} mutant @param {string} code @param {number} limit @returns {Promise<Outcome>} */
  async outcomeOf({ file, start: from, end, text }, code, limit) {
    const vitest = await (this.#vitest ??= start());
    const tests = await this.#testsOf(vitest, root + file);
    if (tests.length === 0) return 'no test';
    broken = { file: root + file, code: code.slice(0, from) + text + code.slice(end) };
    vitest.invalidateFile(broken.file);
    const running = vitest.runTestSpecifications(tests);
    const late = new Promise((resolve) => setTimeout(resolve, 1000 * limit, null).unref());
    const result = /** @type {Awaited<typeof running> | null} */ (await Promise.race([running, late]));
    vitest.invalidateFile(broken.file);
    broken = null;
    if (result === null) {
      running.catch(() => undefined);
      this.end();
      return 'out of time';
    }
    const asked = new Set(tests.map(({ moduleId }) => moduleId));
    const ran = result.testModules.filter(({ moduleId }) => asked.has(moduleId));
    for (const module of ran) this.#costs.set(module.moduleId, module.diagnostic().duration);
    return ran.some((module) => !module.ok()) || result.unhandledErrors.length > 0 ? 'killed' : 'survived';
  }

  /** Ends everything that is still running; an endless loop would not react to a request. */
  end() {
    this.#vitest = null;
    for (const child of processes) child.kill('SIGKILL');
  }

  /** The tests that a file is part of. @param {Awaited<ReturnType<typeof start>>} vitest @param {string} file */
  async #testsOf(vitest, file) {
    const all = await vitest.globTestSpecifications();
    const graph = vitest.getRootProject().vite.environments.ssr.moduleGraph;
    // Files are in the graph once a file that imports them was requested.
    vitest.config.related = [file];
    await vitest.getRelevantTestSpecifications();
    /** File -> number of imports between it and the mutated one. @type {Map<string, number>} */
    const distances = new Map();
    let nodes = [...(graph.getModulesByFile(file) ?? [])];
    for (let distance = 0; nodes.length > 0; distance += 1) {
      const next = nodes.filter(({ file: at }) => at !== null && !distances.has(at));
      for (const { file: at } of next) if (at !== null) distances.set(at, distance);
      nodes = next.flatMap(({ importers }) => [...importers]);
    }
    const distanceOf = (/** @type {string} */ test) => distances.get(test) ?? Infinity;
    const costOf = (/** @type {string} */ test) => this.#costs.get(test) ?? 0;
    return all
      .filter(({ moduleId }) => distances.has(moduleId))
      .toSorted(({ moduleId: a }, { moduleId: b }) => distanceOf(a) - distanceOf(b) || costOf(a) - costOf(b));
  }
}
