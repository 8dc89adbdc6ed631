/** One costly drawing per frame: whoever wants to be drawn anew takes a place in the queue. */

const waiting = new Map<object, () => void>();

/** Runs `draw` in a frame of its own, as the newest wish of `who`. */
export function takeTurn(who: object, draw: () => void): void {
  const first = waiting.size === 0;
  waiting.set(who, draw);
  if (first) requestAnimationFrame(next);
}

export function leaveQueue(who: object): void {
  waiting.delete(who);
}

function next(): void {
  const [turn] = waiting;
  if (turn === undefined) return;
  const [who, draw] = turn;
  waiting.delete(who);
  draw();
  if (waiting.size > 0) requestAnimationFrame(next);
}

/** Resolves when nobody waits any more: new drawings have been measured by then, and drawn. */
export async function turnsTaken(): Promise<void> {
  for (let calm = 0; calm < 3; calm = waiting.size === 0 ? calm + 1 : 0)
    await new Promise((resolve) => requestAnimationFrame(resolve));
}
