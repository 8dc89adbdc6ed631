/** The entry of a worker that generates one text, so that the page is never blocked. */
import { requestedText, type TextRequest } from '../core/inspect/text.ts';
import { isSign, ping, pong } from './protocol-pulse.ts';

/** Time between two reports, ms: signs of life are answered in between. */
const turn = 50;

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isSign(event.data, ping)) postMessage(pong);
  else void generate(event.data as TextRequest);
});

async function generate(request: TextRequest): Promise<void> {
  const numbers: number[] = [];
  let last = performance.now();
  for (const number of requestedText(request)) {
    numbers.push(number);
    if (performance.now() < last + turn) continue;
    postMessage({ numbers, done: false });
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  }
  postMessage({ numbers, done: true });
}
