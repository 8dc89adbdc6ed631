// Owns what the page does without network: a service worker that keeps every file of one build, fetched while
// the page is idle. The page itself is asked for anew where the network answers in time; all else never changes.
// The build puts in what stands here as FILES and BUILD.

/** Paths from the page's folder. @type {readonly string[]} */
const files = FILES;
const kept = `farcast-${BUILD}`;
/** Longest wait for the network before the page that is kept is shown, ms. */
const patience = 3000;

const worker = /** @type {OfflineWorker} */ (/** @type {unknown} */ (self));
const addresses = new Set(files.map((file) => new URL(file, location.href).href));
const page = new URL('index.html', location.href).href;

/** One after the other: nothing else should have to wait for it. */
async function keepAll() {
  const cache = await caches.open(kept);
  for (const address of addresses) {
    if (await cache.match(address)) continue;
    await cache.add(new Request(address, { cache: 'no-cache' }));
  }
}

async function dropOthers() {
  for (const name of await caches.keys())
    if (name.startsWith('farcast-') && name !== kept) await caches.delete(name);
  await worker.clients.claim();
}

/** @param {Request} request */
async function newestPage(request) {
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error('the network is slow')), patience),
  );
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    return (await caches.match(page)) ?? fetch(request);
  }
}

/** @param {Request} request */
const keptFile = async (request) => (await caches.match(request.url)) ?? fetch(request);

worker.addEventListener('install', (event) => event.waitUntil(keepAll()));
worker.addEventListener('activate', (event) => event.waitUntil(dropOthers()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(newestPage(request));
  else if (addresses.has(request.url)) event.respondWith(keptFile(request));
});
