/** A talk as the text of a link: its file with as many points as fit, deflated, in letters that are safe in links. */
import { readTalk, writeTalk, type ReadTalk, type Scene } from '../../record/scenes/talk.ts';

const format = '1';
/** Points of a curve that are tried, one after the other. */
const pointCounts = [160, 96, 64, 40, 24];
/** A text that unpacks to more letters is none of ours. */
const mostLetters = 2_000_000;

const tooMuch = (): Error => new Error('It unpacks to more than a talk can have.');

async function through(bytes: BlobPart, stream: GenericTransformStream): Promise<Uint8Array<ArrayBuffer>> {
  const reader = (new Blob([bytes]).stream().pipeThrough(stream) as ReadableStream<BlobPart>).getReader();
  const parts: BlobPart[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    size += (read.value as Uint8Array).byteLength;
    if (size > mostLetters) {
      void reader.cancel();
      throw tooMuch();
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The text that `fits`, with as many points as possible; null if even the coarsest does not, or the browser cannot. */
export async function talkText(
  scenes: readonly Scene[],
  fits: (text: string) => boolean,
): Promise<string | null> {
  for (const most of pointCounts) {
    const packed = await through(writeTalk(scenes, most), new CompressionStream('deflate-raw')).catch(
      () => null,
    );
    if (packed === null) return null;
    const letters = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(''));
    const text = format + letters.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    if (fits(text)) return text;
  }
  return null;
}

export async function readTalkText(text: string): Promise<ReadTalk> {
  if (!text.startsWith(format))
    return {
      ok: false,
      problem: 'It was made by a newer version of this page. Reload the page to get the newest.',
    };
  try {
    const letters = atob(text.slice(format.length).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const unpacked = await through(bytes, new DecompressionStream('deflate-raw'));
    return readTalk(new TextDecoder().decode(unpacked));
  } catch {
    return { ok: false, problem: 'Letters of the link were altered or lost.' };
  }
}
