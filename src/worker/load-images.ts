/** Fetches and unpacks the shipped images, telling how far it is. */
import { fashionMnist, requireFashionMnist, type LabelledImages } from '../core/data/fashion-mnist.ts';

let loaded: LabelledImages | null = null;

/** `report` gets the share of bytes that have come. */
export async function loadImages(
  baseUrl: string,
  report: (fraction: number) => void,
): Promise<LabelledImages> {
  // What is damaged in the browser's cache is asked for once more past it.
  loaded ??= await fetchImages(baseUrl, 'default', report).catch(() =>
    fetchImages(baseUrl, 'reload', report),
  );
  return loaded;
}

async function fetchImages(
  baseUrl: string,
  cache: RequestCache,
  report: (fraction: number) => void,
): Promise<LabelledImages> {
  const response = await fetch(new URL(fashionMnist.file, baseUrl), { cache });
  if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
  let come = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        come += chunk.length;
        report(Math.min(1, come / fashionMnist.bytes));
        controller.enqueue(chunk);
      },
    }),
  );
  const unpacked = new Response(counted.pipeThrough(new DecompressionStream('gzip')));
  return requireFashionMnist(new Uint8Array(await unpacked.arrayBuffer()));
}
