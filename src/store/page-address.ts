/** The only place that accesses the page's address: reads and writes the hash, and reports changes by a person. */

export interface PageAddress {
  /** The hash without "#", or the query of an address without a hash. */
  read(): string;
  /** The full address with this hash. */
  full(hash: string): string;
  readonly base: string;
  /** Whether the page is a part of another one, whose history and address it leaves alone. */
  readonly isEmbedded?: boolean;
  /** Replaces the hash; `push` adds a history entry. Throws if the browser refuses. */
  write(hash: string, push: boolean): void;
  onChange(listen: (hash: string) => void): void;
  /** Reloads the page. */
  reload?(): void;
  /** Called when the page is left, with the pending hash; a reload opens it. */
  onLeave?(pending: () => string | null): void;
}

/** Keeps a text while the page is reloaded. */
export interface ReloadNote {
  take(): string | null;
  put(text: string): void;
}

/** A reload that begins within this time of a write may open the address before it, ms. */
const lag = 1000;

/** Whether a query is a link with "?" instead of "#". */
const isLink = (query: string): boolean => /[?&]v=\d/.test(query);

export function pageAddress(note: ReloadNote): PageAddress {
  const full = (hash: string): string => {
    const address = location.href.replace(/#.*$/s, '');
    return `${isLink(location.search) ? address.replace(/\?.*$/s, '') : address}#${hash}`;
  };
  const isEmbedded = 'parent' in globalThis && parent !== globalThis.window;
  const hashNow = (): string => location.hash.slice(1);
  let last = { from: '', at: -Infinity };
  const write = (hash: string, push: boolean): void => {
    if (isEmbedded || hashNow() === hash) return;
    const from = hashNow();
    if (push) history.pushState(null, '', full(hash));
    else history.replaceState(null, '', full(hash));
    last = { from, at: performance.now() };
  };
  return {
    read() {
      const [pending, ...from] = isEmbedded ? [] : (note.take()?.split('\n') ?? []);
      if (pending !== undefined && from.includes(hashNow())) {
        try {
          write(pending, true);
        } catch {
          // The next change writes it.
        }
        return pending;
      }
      return location.hash === '' ? location.search : hashNow();
    },
    full,
    isEmbedded,
    base: new URL('.', location.href).href.replace(/#.*$/s, ''),
    write,
    onChange(listen) {
      addEventListener('popstate', () => {
        listen(hashNow());
      });
    },
    reload: () => location.reload(),
    onLeave(pending) {
      if (isEmbedded) return;
      addEventListener('pagehide', () => {
        const hash = pending();
        const before = performance.now() - last.at < lag ? [last.from] : [];
        const from = hash === null ? before : [hashNow(), ...before];
        if (from.length > 0) note.put([hash ?? hashNow(), ...from].join('\n'));
      });
    },
  };
}
