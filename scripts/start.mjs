// Owns `npm start`: from a fresh checkout to the app in a browser. Installs, builds, serves, opens.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { requireInstalled } from './lib/install.mjs';
import { npm, root, stop, toolPath } from './lib/process.mjs';

const PORT = 4173;

/** @returns {Promise<boolean>} */
function portIsFree() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(PORT, 'localhost', () => probe.close(() => resolve(true)));
  });
}

function hasDesktop() {
  const { CI, FARCAST_NO_OPEN, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (CI || FARCAST_NO_OPEN) return false;
  return process.platform === 'win32' || process.platform === 'darwin' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

function serve() {
  const args = ['preview', '--port', String(PORT), '--strictPort', ...(hasDesktop() ? ['--open'] : [])];
  const server = spawn(process.execPath, [toolPath('vite'), ...args], { cwd: root, stdio: 'inherit' });
  let ending = false;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      ending = true;
      server.kill(signal);
    });
  }
  server.on('exit', (code) => process.exit(ending ? 0 : (code ?? 1)));
}

await requireInstalled();
if (!(await portIsFree())) {
  stop(`Port ${PORT} is in use, perhaps by another Farcast Playground: end that program, then try again.`);
}
console.log('Building ...');
if (!(await npm(['run', '--silent', 'build']))) stop('The build failed; the reason is above.');
console.log(`\nFarcast Playground: http://localhost:${PORT}   (Ctrl+C ends it)`);
serve();
