// Owns Python: communicates with bench/torch_cpu.py, one JSON line in each direction; runs one fit with NumPy.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/lib/process.mjs';
import { pythons } from '../../scripts/lib/python.mjs';

const script = join(root, 'bench/torch_cpu.py');

/** Starts the script; `ask` sends a request. @param {string} python */
export function startPyTorch(python) {
  // OpenBLAS has its own threads, independent of PyTorch's setting.
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };
  const child = spawn(python, ['-B', script], { stdio: ['pipe', 'pipe', 'inherit'], env });
  child.stdin.on('error', () => undefined); // It ended; the next request is rejected.
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  /** @param {object} request @returns {Promise<any>} */
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('the Python script ended');
    return JSON.parse(value);
  };
  return { ask, end: () => child.kill() };
}

/** Times the large fit with NumPy; null if no Python has it. @returns {{ seconds: number, version: string } | null} */
export function numpyFit() {
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, [join(root, 'bench/numpy_fit.py')], { encoding: 'utf8' });
    if (status === 0) return JSON.parse(stdout);
  }
  return null;
}
