/**
 * What an embedded page sends to its host and to other embedded pages. Owns every message that is not a worker's: the host
 * gets its height, its state and keys that lead through slides, and answers to calls of `window.farcast`; calls that change anything are refused unless the
 * link allows scripts. Loaded by embedded pages only; `public/farcast.mjs` is the other end.
 */
import type { Automation } from '../automation.ts';
import type { OpenedApp } from '../app.ts';
import { viewOf } from '../view.ts';
import { progressView, verdictView } from '../select/progress.ts';

type Call = (page: Automation, argument: unknown) => unknown;

/** Calls of hosts, and whether they change anything. */
const calls: Readonly<Record<string, { readonly drives: boolean; readonly run: Call }>> = {
  version: { drives: false, run: (page) => page.version },
  link: { drives: false, run: (page) => page.link() },
  ready: { drives: false, run: (page) => page.ready },
  result: { drives: false, run: (page) => page.ready.then(() => page.result()) },
  finished: { drives: false, run: (page) => page.finished() },
  play: { drives: true, run: (page) => page.play() },
  pause: { drives: true, run: (page) => page.pause() },
  resume: { drives: true, run: (page) => page.resume() },
  rewind: { drives: true, run: (page) => page.rewind() },
  step: { drives: true, run: (page, count) => page.step(count === undefined ? 1 : Number(count)) },
  load: { drives: true, run: (page, link) => page.load(String(link)) },
};

/** Keys that lead through slides, and the codes that reveal.js knows them by. */
const leading: Readonly<Record<string, number>> = {
  ...{ PageUp: 33, PageDown: 34 },
  ...{ ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40 },
};

/** Minimum time between two messages about the state, ms. */
const pace = 200;

interface Host {
  readonly window: MessageEventSource & { postMessage(message: unknown, target: string): void };
  /** Calls back with each message to this page. */
  readonly listen: (take: (message: unknown, source: unknown, origin: string) => void) => void;
  /** Calls back when the height of the page's content changes. */
  readonly watchHeight: (take: (height: number) => void) => void;
  /** Calls back with keys that nothing in the page uses; one that is taken has no other effect. */
  readonly watchKeys: (isTaken: (key: string) => boolean) => void;
}

/** Starts to talk to the host. */
export function talkToHost(app: OpenedApp, page: Automation, host: Host): void {
  const send = (event: string, more: object): void => {
    host.window.postMessage({ farcast: 1, event, ...more }, '*');
  };
  host.listen((message, source, origin) => {
    // Only the host is answered.
    if (source !== host.window || !isCall(message)) return;
    const { id, call, args } = message;
    const reply = (answer: object): void => {
      host.window.postMessage({ farcast: 1, id, ...answer }, origin === 'null' ? '*' : origin);
    };
    answerTo(app, page, call, args).then(
      (result) => reply({ result }),
      (error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }),
    );
  });
  host.watchHeight((height) => send('height', { height }));
  // Without this, a slide would hold the keyboard once something on it was pressed.
  host.watchKeys((key) => {
    if (!Object.hasOwn(leading, key) || !controlsOf(app).includes('slides')) return false;
    send('key', { key });
    host.window.postMessage(JSON.stringify({ method: 'triggerKey', args: [leading[key]] }), '*');
    return true;
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  app.store.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      send('state', { state: stateOf(app) });
    }, pace);
  });
  send('hello', { version: page.version });
}

async function answerTo(
  app: OpenedApp,
  page: Automation,
  name: string,
  args: readonly unknown[],
): Promise<unknown> {
  if (name === 'state') return stateOf(app);
  const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (call === undefined) throw new Error(`There is no call “${name.slice(0, 40)}”.`);
  if (call.drives && !controlsOf(app).includes('script'))
    throw new Error(`The link of this frame does not allow “${name}”: it needs controls=play,script.`);
  return call.run(page, args[0]);
}

const controlsOf = ({ store }: OpenedApp): readonly string[] =>
  store.getState().extras.controls?.split(',') ?? [];

function stateOf(app: OpenedApp): object {
  const { run } = app.store.getState();
  const { step, steps } = viewOf(app, progressView);
  return {
    lifecycle: run?.lifecycle ?? 'waiting',
    experimentId: run?.experimentId ?? null,
    step,
    steps,
    sentence: run === null ? null : viewOf(app, verdictView).sentence,
    failure: run?.failure?.message ?? null,
  };
}

interface CallMessage {
  readonly id: string | number;
  readonly call: string;
  readonly args: readonly unknown[];
}

function isCall(message: unknown): message is CallMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { farcast, id, call, args } = message as Record<string, unknown>;
  const isId = typeof id === 'number' || (typeof id === 'string' && id.length <= 100);
  return farcast === 1 && isId && typeof call === 'string' && Array.isArray(args);
}

const takesKeys = 'input, select, textarea, [contenteditable]';

/** The window around this one. */
export const realHost = (): Host => ({
  window: window.parent,
  listen: (take) => addEventListener('message', ({ data, source, origin }) => take(data, source, origin)),
  watchHeight(take) {
    const root = document.getElementById('root');
    if (root === null) return;
    new ResizeObserver(() => take(Math.ceil(root.getBoundingClientRect().height))).observe(root);
  },
  watchKeys(isTaken) {
    // After the part that has the focus, before the shortcuts of the page.
    document.body.addEventListener('keydown', (event) => {
      const { key, target, altKey, ctrlKey, metaKey, shiftKey } = event;
      if (event.defaultPrevented || altKey || ctrlKey || metaKey || shiftKey) return;
      if (target instanceof Element && target.matches(takesKeys)) return;
      if (isTaken(key)) event.preventDefault();
    });
  },
});

/** Of all embedded pages of a browser one trains at a time: a page that begins makes the others pause. */
export function takeTurns({ store, actions }: Pick<OpenedApp, 'store' | 'actions'>): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel('farcast-embedded');
  channel.onmessage = () => {
    if (store.getState().run?.lifecycle === 'running') actions.pause();
  };
  store.subscribe(({ run }, before) => {
    if (run?.lifecycle === 'running' && before.run?.lifecycle !== 'running') channel.postMessage('begins');
  });
}
