/** Asks the browser to keep every file of the page, so that it works without network; offline.js does the keeping. */

/** Resolves when all is kept: true, or false where browsers do not (insecure pages, private windows, no room). */
export async function keepFiles(base: string): Promise<boolean> {
  // Types promise it everywhere; browsers have it in secure pages only.
  const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
  if (serviceWorker === undefined) return false;
  try {
    // Undefined where someone has put registering out of action.
    const registration = (await serviceWorker.register(new URL('offline.js', base))) as
      ServiceWorkerRegistration | undefined;
    if (registration === undefined) return false;
    // Without network the worker that is there does.
    await registration.update().catch(() => undefined);
    return (await isNewestActive(registration)) && (await keepsAll(registration.active));
  } catch {
    return false;
  }
}

/** Waits for the worker that is being installed, if one is. */
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

/** Browsers drop what they keep when they need room: the worker fetches what is missing, and says whether it could. */
function keepsAll(worker: ServiceWorker | null): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data === true);
    worker?.postMessage(null, [port2]);
  });
}
