/** Globals of the service worker, and constants that the build inserts. */
declare const FILES: Readonly<Record<string, string>>;
declare const BUILD: string;

interface KeepingEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface ToldEvent extends KeepingEvent {
  readonly ports: readonly MessagePort[];
}

interface AskingEvent extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface OfflineWorker {
  readonly clients: { claim(): Promise<void> };
  readonly registration: { unregister(): Promise<boolean> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listen: (event: KeepingEvent) => void): void;
  addEventListener(type: 'message', listen: (event: ToldEvent) => void): void;
  addEventListener(type: 'fetch', listen: (event: AskingEvent) => void): void;
}
