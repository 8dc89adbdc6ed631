/** Returns what requests that `act` runs once, after the current task and its microtasks. Requests until then count as one. */
export function atTaskEnd(act: () => void): () => void {
  let isRequested = false;
  const { port1: end, port2: start } = new MessageChannel();
  const hear = (): void => {
    isRequested = false;
    // A port without a listener does not keep a Node process alive.
    end.onmessage = null;
    act();
  };
  return () => {
    if (isRequested) return;
    isRequested = true;
    end.onmessage = hear;
    start.postMessage(null);
  };
}
