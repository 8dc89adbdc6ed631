/** Files in one zip, stored as they are: every system opens it, and nothing is recomputed. */
// Without the codecs, which only archives that are packed need.
import { BlobReader, BlobWriter, configure, ZipWriter } from '@zip.js/zip.js/lib/zip-core-custom.js';

// Nothing is compressed, so workers would only copy.
configure({ useWebWorkers: false });

/** `files`: content by path. */
export async function zipped(files: ReadonlyMap<string, Blob | string>): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter('application/zip'), { level: 0 });
  for (const [path, content] of files) await zip.add(path, new BlobReader(new Blob([content])));
  return zip.close();
}
