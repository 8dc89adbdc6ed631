/** The shipped images, from the files beside the program. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { fashionMnist, requireFashionMnist, type LabelledImages } from '../core/data/fashion-mnist.ts';

/** Rejects with an Error where they are not there, or not what they should be. */
export async function readImages(folder: URL): Promise<LabelledImages> {
  const packed = await readFile(new URL(fashionMnist.file, folder));
  return requireFashionMnist(new Uint8Array(await promisify(gunzip)(packed)));
}
