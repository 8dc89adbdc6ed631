// Talks to a Farcast Playground in an iframe, as promises. Owns nothing but the messages: what can be called is what
// docs/AUTOMATION.md lists, and calls that change anything are refused unless the frame's link has controls=play,script.
//   import { connect } from './farcast.mjs';
//   const farcast = connect(document.querySelector('iframe'), { height: true });
//   await farcast.play();
//   const { verdict } = await farcast.finished();

const names = 'version link ready state result finished play pause resume rewind step load'.split(' ');

/**
 * @param {HTMLIFrameElement} frame
 * @param {{ height?: boolean }} options `height`: the frame becomes as high as its content
 */
export function connect(frame, { height = false } = {}) {
  /** Calls without an answer, by id. @type {Map<number, { resolve: Function, reject: Function }>} */
  const open = new Map();
  /** @type {Map<string, Set<Function>>} */
  const listeners = new Map();
  /** Calls made before the page listens. @type {object[] | null} */
  let waiting = [];
  let last = 0;

  const post = (/** @type {object} */ message) => frame.contentWindow.postMessage(message, '*');

  function call(/** @type {string} */ name, ...args) {
    return new Promise((resolve, reject) => {
      const id = (last += 1);
      open.set(id, { resolve, reject });
      const message = { farcast: 1, id, call: name, args };
      if (waiting === null) post(message);
      else waiting.push(message);
    });
  }

  function begin() {
    const early = waiting ?? [];
    waiting = null;
    early.forEach(post);
  }

  function take(/** @type {MessageEvent} */ { source, data }) {
    if (source !== frame.contentWindow || data === null || data.farcast !== 1) return;
    if (data.event === undefined) {
      const asked = open.get(data.id);
      open.delete(data.id);
      if (data.id === 0) begin();
      else if (data.error !== undefined) asked?.reject(new Error(data.error));
      else asked?.resolve(data.result);
      return;
    }
    if (data.event === 'hello') begin();
    if (data.event === 'height' && height) frame.style.height = `${data.height}px`;
    listeners.get(data.event)?.forEach((listener) => listener(data));
  }

  addEventListener('message', take);
  // It may have been loaded before.
  post({ farcast: 1, id: 0, call: 'version', args: [] });

  return {
    call,
    ...Object.fromEntries(names.map((name) => [name, (...args) => call(name, ...args)])),
    /** `event` is 'state', 'height' or 'key'. Returns a function that ends it. */
    on(/** @type {string} */ event, /** @type {Function} */ listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => set.delete(listener);
    },
    /** Stops listening; calls without an answer reject. */
    close() {
      removeEventListener('message', take);
      for (const { reject } of open.values()) reject(new Error('The connection was closed.'));
      open.clear();
    },
  };
}
