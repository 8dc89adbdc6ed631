// Owns how the page works without a network, or with a server that answers wrongly: a service worker that stores
// every file of one build, verified by SHA-256. The page itself is requested again if the network answers in time; no
// other file ever changes. The build inserts FILES and BUILD.

/** SHA-256 of the files, by their paths from the page's folder. @type {Readonly<Record<string, string>>} */
const files = FILES;
/** Maximum wait for the network before the stored page is shown, ms. */
const patience = 3000;
/** Some servers send a wrong content type. @type {Readonly<Record<string, string>>} */
const types = { html: 'text/html', js: 'text/javascript', css: 'text/css', wasm: 'application/wasm' };

const worker = /** @type {OfflineWorker} */ (/** @type {unknown} */ (self));
const folder = new URL('.', location.href).href;
/** Other folders of this origin have their own caches: a space ends the path. */
const ours = `farcast ${new URL(folder).pathname} `;
const kept = `${ours}${BUILD}`;
const addressOf = (/** @type {string} */ name) => folder + name;
const isListed = (/** @type {string} */ name) => Object.hasOwn(files, name);
/** The path from the folder, without a query. @param {string} address */
const nameOf = (address) => address.replace(/[?#].*$/s, '').slice(folder.length);

/** The answer, if its content is that of the build. @param {Response} answer @param {string} name */
async function checked(answer, name) {
  const bytes = await answer.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sum = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (sum !== files[name]) return null;
  const headers = new Headers(answer.headers);
  const type = types[name.slice(name.lastIndexOf('.') + 1)];
  if (type !== undefined) headers.set('content-type', type);
  return new Response(bytes, { headers });
}

/** The caches of this folder, this build's first; empty if the browser forbids them. */
async function cachesOfOurs() {
  const names = (await caches.keys()).filter((name) => name.startsWith(ours) && name !== kept).reverse();
  return Promise.all([kept, ...names].map((name) => caches.open(name)));
}

/** The stored copy of this build's file, or of an earlier build's; null if there is none. @param {string} name */
async function keptCopy(name) {
  try {
    for (const cache of await cachesOfOurs()) {
      const found = await cache.match(addressOf(name));
      const copy = found && isListed(name) ? await checked(found, name) : found;
      if (copy) return copy;
    }
  } catch {
    // Treated as if nothing were stored.
  }
  return null;
}

/**
 * The file from the network, bypassing the browser's own cache if that is damaged: verified, or not ok. @param
 * {string} name
 */
async function askFor(name) {
  let last = Response.error();
  for (const cache of /** @type {const} */ (['no-cache', 'reload'])) {
    try {
      last = await fetch(addressOf(name), { cache });
      if (!last.ok) continue;
      const right = await checked(last, name);
      if (right !== null) return right;
    } catch {
      // Requested again.
    }
    last = Response.error();
  }
  return last;
}

/** One after the other, so that other requests need not wait. Rejects unless every file is stored. */
async function keepAll() {
  const cache = await caches.open(kept);
  for (const name of Object.keys(files)) {
    const found = await cache.match(addressOf(name));
    if (found && (await checked(found, name))) continue;
    const right = (await keptCopy(name)) ?? (await askFor(name));
    if (!right.ok) throw new Error(`${name} could not be stored`);
    await cache.put(addressOf(name), right);
  }
}

/** A page of the previous build may still be open: its files remain, and no others. */
async function dropOthers() {
  const page = addressOf('index.html');
  const names = await caches.keys();
  const earlier = names.filter((name) => name.startsWith(ours) && name !== kept).slice(0, -1);
  for (const name of earlier) await caches.delete(name);
  // Earlier builds stored their files under names without a folder.
  for (const name of names.filter((other) => other.startsWith('farcast-')))
    if (await (await caches.open(name)).match(page)) await caches.delete(name);
  await worker.clients.claim();
}

/** Whether the page is gone from the server: even this script is missing. */
async function isGone() {
  const { status } = await fetch(location.href, { cache: 'no-store' });
  return status === 404 || status === 410;
}

/** Whether an answer is the complete page: no error, and not another page, such as a network's login page. */
async function isPage(/** @type {Response} */ answer) {
  if (answer.type === 'opaqueredirect') return true;
  if (!answer.ok) return false;
  const text = await answer.clone().text();
  if (text.includes('Farcast Playground') && text.includes('</html>')) return true;
  if (!(await isGone())) return false;
  await worker.registration.unregister();
  return true;
}

/** @param {Request} request */
async function newestPage(request) {
  const asked = fetch(request.url, {
    cache: 'no-cache',
    redirect: 'manual',
    headers: { accept: 'text/html' },
  });
  const good = asked.then(isPage).catch(() => false);
  const late = new Promise((resolve) => setTimeout(resolve, patience, false));
  if (await Promise.race([good, late])) return asked;
  return (await keptCopy('index.html')) ?? asked;
}

/** @param {Request} request */
async function fileFor(request) {
  const name = nameOf(request.url);
  const copy = request.cache === 'reload' ? null : await keptCopy(name);
  if (copy !== null) return copy;
  if (!isListed(name)) return fetch(request);
  const answer = await askFor(name);
  if (!answer.ok) return (await keptCopy(name)) ?? answer;
  try {
    await (await caches.open(kept)).put(addressOf(name), answer.clone());
  } catch {
    // The storage is full; the answer is valid all the same.
  }
  return answer;
}

worker.addEventListener('install', (event) => event.waitUntil(keepAll().then(() => worker.skipWaiting())));
worker.addEventListener('activate', (event) => event.waitUntil(dropOthers()));
/** A request to store missing files, and to report whether all are stored. */
worker.addEventListener('message', (event) => {
  const told = keepAll().then(
    () => true,
    () => false,
  );
  event.waitUntil(told.then((all) => event.ports[0]?.postMessage(all)));
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(folder)) return;
  const name = nameOf(request.url);
  if (request.mode === 'navigate') {
    if (name === '' || name === 'index.html') event.respondWith(newestPage(request));
  } else if (isListed(name) || name.startsWith('assets/')) event.respondWith(fileFor(request));
});
