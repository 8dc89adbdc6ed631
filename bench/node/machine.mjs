// Owns the description of the machine, without anything that identifies it or its owner.
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/process.mjs';

function system() {
  try {
    const told = /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'));
    return told?.[1] ?? type();
  } catch {
    return `${type()} ${release()}`;
  }
}

export const machine = () => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: system(),
});

/** @param {string} name an installed package */
const versionOf = (name) =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

/** @param {string} browser @param {{ torch: string, python: string, threads: number, blas: string, gflops: number } | null} pytorch */
export const versions = (browser, pytorch) => ({
  'Farcast Playground': JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
  Chromium: browser,
  tfjs: versionOf('@tensorflow/tfjs'),
  'jax-js': versionOf('@jax-js/jax'),
  PyTorch: pytorch
    ? `${pytorch.torch} (Python ${pytorch.python}, threads: ${pytorch.threads}, BLAS: ${pytorch.blas}, ${pytorch.gflops} GFLOP/s in a product of 512 x 512)`
    : 'not found',
  'Node.js': process.versions.node,
});
