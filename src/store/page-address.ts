/** The only place that touches the page's address: reads the hash, writes it, tells when a person changed it. */

export interface PageAddress {
  /** The hash without "#". */
  read(): string;
  /** The full address with this hash. */
  full(hash: string): string;
  /** Folder of the page, for data files. */
  readonly base: string;
  /** Replaces the hash in place; `push` makes a history entry so that Back returns to the one before. */
  write(hash: string, push: boolean): void;
  onChange(listen: (hash: string) => void): void;
  /** Asks for the page anew; left out where there is none. */
  reload?(): void;
}

export function pageAddress(): PageAddress {
  const full = (hash: string): string => `${location.href.replace(/#.*$/s, '')}#${hash}`;
  return {
    read: () => location.hash.slice(1),
    full,
    base: new URL('.', location.href).href.replace(/#.*$/s, ''),
    write(hash, push) {
      if (location.hash.slice(1) === hash) return;
      if (push) history.pushState(null, '', full(hash));
      else history.replaceState(null, '', full(hash));
    },
    onChange(listen) {
      addEventListener('popstate', () => {
        listen(location.hash.slice(1));
      });
    },
    reload: () => location.reload(),
  };
}
