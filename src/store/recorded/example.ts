/** Recorded runs that come with the page: fetched when a person chooses one, and checked. */
import { digestOfFile } from '../../core/digest.ts';

export interface Example {
  readonly title: string;
  readonly words: string;
  /** From the page's address: one file, such as a zip of checkpoints. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Fetching {
  /** The page's address. */
  readonly base: string;
  /** Gets the fraction of bytes received. */
  readonly report: (share: number) => void;
  readonly signal: AbortSignal;
}

/** Rejects with a sentence if it cannot be fetched, or if its bytes are others than those that this build names. */
export async function fetchExample(example: Example, fetching: Fetching): Promise<File> {
  // If the cached copy is damaged, it is fetched once more past the browser's cache.
  const bytes =
    (await received(example, fetching, 'default').catch(() => null)) ??
    (await received(example, fetching, 'reload'));
  return new File([bytes], example.path.slice(example.path.lastIndexOf('/') + 1));
}

async function received(
  { path, bytes: expected, sha256: sum }: Example,
  { base, report, signal }: Fetching,
  cache: RequestCache,
): Promise<Uint8Array<ArrayBuffer>> {
  const failed = (why: string): Error => new Error(`The example could not be fetched: ${why}.`);
  signal.throwIfAborted();
  const response = await fetch(`${base}${path}`, { cache, signal }).catch(() => null);
  if (response === null) throw failed('there is no connection to the server');
  if (!response.ok || response.body === null) throw failed(`the server answered ${response.status}`);
  let come = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        come += chunk.length;
        report(Math.min(1, come / expected));
        controller.enqueue(chunk);
      },
    }),
  );
  const bytes = new Uint8Array(
    await new Response(counted).arrayBuffer().catch(() => {
      throw failed('the connection ended');
    }),
  );
  if (digestOfFile(bytes) !== sum) throw failed('what arrived is another file');
  return bytes;
}
