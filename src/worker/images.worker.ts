/** The entry of a worker that fetches, checks and samples the shipped images, so that the page never waits for them. */
import { imageSample } from '../core/data/sample-images.ts';
import { loadImages } from './load-images.ts';
import { isSign, ping, pong } from './protocol-pulse.ts';

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isSign(event.data, ping)) {
    postMessage(pong);
    return;
  }
  const { baseUrl } = event.data as { readonly baseUrl: unknown };
  loadImages(String(baseUrl), () => undefined).then(
    (images) => postMessage({ sample: imageSample(images) }),
    (error: unknown) => postMessage({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
