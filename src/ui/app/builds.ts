/** Which build of the page is on screen, and whether the server has another. Never reloads by itself. */

const builtFile = /assets\/[\w.-]+\.(?:js|css)/g;

/** Whether a page names files that the page on screen does not; a login page names none. */
export const isOtherBuild = (page: string, own: string): boolean =>
  (page.match(builtFile) ?? []).some((file) => !own.includes(file));

/** The version in words; the name of the first script identifies a build. */
export function versionOnScreen(): string {
  const version = String(import.meta.env['VITE_APP_VERSION']);
  const script = document.querySelector<HTMLScriptElement>('script[type=module][src*=assets]');
  const build = /index-([\w-]+)/.exec(script?.src ?? '')?.[1];
  return build === undefined ? version : `${version}, build ${build}`;
}

async function hasOtherBuild(): Promise<boolean> {
  try {
    const answer = await fetch(document.baseURI.replace(/[?#].*$/s, ''), { cache: 'no-cache' });
    return answer.ok && isOtherBuild(await answer.text(), document.head.innerHTML);
  } catch {
    return false;
  }
}

/** Minimum time between two checks, ms. */
const pause = 60_000;

/** Calls `found` once: checks when the page becomes visible, or a file is missing. */
export function watchBuilds(found: () => void): void {
  let last = performance.now();
  let looking: Promise<boolean> = Promise.resolve(false);
  const look = async (): Promise<void> => {
    last = performance.now();
    const before = await looking;
    looking = Promise.resolve(before || hasOtherBuild());
    if (!before && (await looking)) found();
  };
  addEventListener('vite:preloadError', () => void look());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && performance.now() - last > pause) void look();
  });
}

let asking = false;

/** Reloads all scripts past the browser's cache: repairs damaged ones. */
export function askAnew(): void {
  if (asking || !navigator.onLine) return;
  asking = true;
  const scripts = performance
    .getEntriesByType('resource')
    .filter(({ name }) => /assets\/[^/]+\.js$/.test(name));
  const asked = scripts.map(async ({ name }) => (await fetch(name, { cache: 'reload' })).arrayBuffer());
  void Promise.allSettled(asked).then(() => (asking = false));
}
