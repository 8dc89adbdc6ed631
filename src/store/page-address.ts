/** The only place that touches the page's address: reads the hash, writes it, tells when a person changed it. */

export interface PageAddress {
  /** The hash without "#"; of an address without one its query, where it gives settings. */
  read(): string;
  /** The full address with this hash. */
  full(hash: string): string;
  /** Folder of the page, for data files. */
  readonly base: string;
  /**
   * Replaces the hash in place; `push` makes a history entry so that Back returns to the one before. Throws where the
   * browser refuses.
   */
  write(hash: string, push: boolean): void;
  onChange(listen: (hash: string) => void): void;
  /** Asks for the page anew; left out where there is none. */
  reload?(): void;
  /** When the page is left, asks for the hash that is still to be written; null: none. A reload opens it. */
  onLeave?(pending: () => string | null): void;
}

/** Keeps a text while the page is reloaded. */
export interface ReloadNote {
  /** Takes it out. */
  take(): string | null;
  put(text: string): void;
}

/** Whether a query gives an experiment, as links with "?" in place of "#" do. */
const isLink = (query: string): boolean => /[?&]v=\d/.test(query);

export function pageAddress(note: ReloadNote): PageAddress {
  const full = (hash: string): string => {
    const address = location.href.replace(/#.*$/s, '');
    return `${isLink(location.search) ? address.replace(/\?.*$/s, '') : address}#${hash}`;
  };
  const write = (hash: string, push: boolean): void => {
    if (location.hash.slice(1) === hash) return;
    if (push) history.pushState(null, '', full(hash));
    else history.replaceState(null, '', full(hash));
  };
  return {
    read() {
      const [from, pending] = note.take()?.split('\n') ?? [];
      if (pending !== undefined && from === location.hash.slice(1)) {
        try {
          write(pending, true);
        } catch {
          // The next change writes it.
        }
        return pending;
      }
      return location.hash === '' ? location.search : location.hash.slice(1);
    },
    full,
    base: new URL('.', location.href).href.replace(/#.*$/s, ''),
    write,
    onChange(listen) {
      addEventListener('popstate', () => {
        listen(location.hash.slice(1));
      });
    },
    reload: () => location.reload(),
    onLeave(pending) {
      addEventListener('pagehide', () => {
        const hash = pending();
        if (hash !== null) note.put(`${location.hash.slice(1)}\n${hash}`);
      });
    },
  };
}
