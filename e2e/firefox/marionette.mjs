// Owns a Firefox without a window that scripts drive, through its own Marionette protocol: Playwright cannot drive the
// Firefox that is installed. Commands are those of WebDriver, as JSON with its length before it on a local socket.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../scripts/lib/free-port.mjs';

/** @typedef {(command: string, parameters?: object) => Promise<any>} Send */

/** Splits what arrives into messages. @param {(message: unknown) => void} take */
function messages(take) {
  let waiting = Buffer.alloc(0);
  return (/** @type {Buffer} */ part) => {
    waiting = Buffer.concat([waiting, part]);
    for (;;) {
      const colon = waiting.indexOf(':');
      const end = colon + 1 + Number(waiting.subarray(0, colon));
      if (colon < 0 || waiting.length < end) return;
      take(JSON.parse(waiting.subarray(colon + 1, end).toString()));
      waiting = waiting.subarray(end);
    }
  };
}

/** @param {number} port */
async function socketTo(port) {
  for (let left = 120; ; left -= 1) {
    const socket = connect(port, '127.0.0.1');
    try {
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
      return socket;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(500);
    }
  }
}

/**
 * @template T
 * @param {string} program @param {(send: Send) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withFirefox(program, use) {
  const profile = mkdtempSync(join(tmpdir(), 'farcast-firefox-'));
  const port = Number(await freePort());
  writeFileSync(join(profile, 'user.js'), `user_pref('marionette.port', ${port});\n`);
  const args = ['--headless', '--marionette', '--no-remote', '--profile', profile];
  const browser = spawn(program, args, { stdio: 'ignore', env: { ...process.env, HOME: profile } });
  const ended = new Promise((resolve) => browser.once('exit', resolve));
  const socket = await socketTo(port);
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  const open = new Map();
  socket.on(
    'data',
    messages((message) => {
      // The first message is a greeting.
      if (!Array.isArray(message)) return;
      const [, id, error, result] = message;
      const asked = open.get(id);
      open.delete(id);
      if (error) asked?.reject(new Error(`${error.error}: ${error.message}`));
      else asked?.resolve(result);
    }),
  );
  let last = 0;
  /** @type {Send} */
  const send = (command, parameters = {}) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify([0, (last += 1), command, parameters]);
      open.set(last, { resolve, reject });
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  try {
    await send('WebDriver:NewSession', {
      capabilities: { alwaysMatch: { timeouts: { script: 300_000, pageLoad: 120_000, implicit: 0 } } },
    });
    return await use(send);
  } finally {
    await send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => browser.kill());
    await ended;
    rmSync(profile, { recursive: true, force: true });
  }
}
