// Owns finding a free port, so that tests can run while the page is being served.
import { createServer } from 'node:net';

/** @returns {Promise<string>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(String(address.port))
          : reject(new Error('no port is free')),
      );
    });
  });
}
