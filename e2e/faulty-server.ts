// Owns a web server for tests: builds of the page in folders of one origin, and faults in its answers.
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepFiles } from '../scripts/offline/plugin.mjs';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

/** The answer in place of the file. */
export interface Fault {
  readonly path: RegExp;
  readonly status?: number;
  readonly type?: string;
  readonly body?: (right: Buffer) => Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const missing = (path: RegExp): Fault => ({ path, status: 404, body: () => 'not found' });
export const truncated = (path: RegExp): Fault => ({
  path,
  body: (right) => right.subarray(0, right.length / 2),
});

export interface FaultyServer {
  readonly origin: string;
  faults: readonly Fault[];
  /** Requested paths, in order. */
  readonly asked: string[];
  /** Puts this build into a folder, or a new one: the same page with other file names. */
  publish(folder: string, build?: 'this' | 'next'): void;
  close(): Promise<void>;
}

export async function startFaultyServer(): Promise<FaultyServer> {
  const root = mkdtempSync(join(tmpdir(), 'farcast-served-'));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/\/$/, '/index.html');
    served.asked.push(path);
    const fault = served.faults.find((candidate) => candidate.path.test(path));
    try {
      const right = readFileSync(join(root, path));
      response.writeHead(fault?.status ?? 200, {
        'content-type': fault?.type ?? types[extname(path)] ?? 'application/octet-stream',
        ...fault?.headers,
      });
      response.end(fault?.body?.(right) ?? right);
    } catch {
      response.writeHead(404).end('not found');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const served: FaultyServer = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    faults: [],
    asked: [],
    publish(folder, build = 'this') {
      const target = join(root, folder);
      rmSync(target, { recursive: true, force: true });
      cpSync(dist, target, { recursive: true, filter: (source) => !source.endsWith('.map') });
      if (build === 'next') rename(target);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true });
    },
  };
  return served;
}

/** Renames every script and style sheet, as changed contents would. */
function rename(folder: string): void {
  const assets = join(folder, 'assets');
  const names = readdirSync(assets).filter((name) => /\.(js|css)$/.test(name));
  const renamed = new Map(names.map((name) => [name, name.replace(/(\.\w+)$/, '2$1')]));
  const pattern = new RegExp(names.map((name) => name.replaceAll('.', '\\.')).join('|'), 'g');
  for (const file of [join(folder, 'index.html'), ...names.map((name) => join(assets, name))])
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(pattern, (name) => renamed.get(name) ?? name),
    );
  for (const [from, to] of renamed) renameSync(join(assets, from), join(assets, to));
  keepFiles(folder);
}
