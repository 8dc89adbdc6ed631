/** Asks the browser to store every file of the page, so that it works without a network; offline.js stores them. */

/**
 * Resolves when everything is stored: true, or false if the browser cannot (insecure pages, private windows, no
 * room).
 */
export async function keepFiles(base: string): Promise<boolean> {
  // Types promise it everywhere, but browsers have it only on secure pages.
  const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
  if (serviceWorker === undefined) return false;
  try {
    // Undefined if registration has been disabled by a script or an extension.
    const registration = (await serviceWorker.register(new URL('offline.js', base))) as
      ServiceWorkerRegistration | undefined;
    if (registration === undefined) return false;
    // Without a network the existing worker is used.
    await registration.update().catch(() => undefined);
    return (await isNewestActive(registration)) && (await keepsAll(registration.active));
  } catch {
    return false;
  }
}

/** Waits for the worker that is being installed, if any. */
function isNewestActive({ active, installing, waiting }: ServiceWorkerRegistration): Promise<boolean> {
  const coming = installing ?? waiting;
  if (coming === null) return Promise.resolve(active !== null);
  return new Promise((resolve) => {
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated') resolve(true);
      if (coming.state === 'redundant') resolve(false);
    });
  });
}

/** Browsers delete stored files when they need room: the worker fetches missing ones, and reports whether it could. */
function keepsAll(worker: ServiceWorker | null): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data === true);
    worker?.postMessage(null, [port2]);
  });
}
