// Owns the choice of Python: the first that has the required packages.
import { spawnSync } from 'node:child_process';

export const pythons = [process.env.FARCAST_PYTHON, 'python3', '/usr/bin/python3'].filter(
  (python) => python !== undefined,
);

/** @returns {string | null} a Python that can import torch */
export function findPython() {
  return pythons.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0) ?? null;
}
