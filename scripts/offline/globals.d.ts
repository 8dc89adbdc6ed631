/** What the service worker finds around it, and what the build puts into it. */
declare const FILES: readonly string[];
declare const BUILD: string;

interface KeepingEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface AskingEvent extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface OfflineWorker {
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listen: (event: KeepingEvent) => void): void;
  addEventListener(type: 'fetch', listen: (event: AskingEvent) => void): void;
}
