/** What storing runs and sweeps has in common: a place without a browser, why a browser refuses, and packed files. */
import type { SavedDetail, SavedRow } from '../../record/saved/saved-run.ts';
import type { Refusal, RunStorage } from './compare-state.ts';

/** Maximum size of a file of runs or of a sweep, bytes. */
export const longestFile = 2 ** 28;

export const refusalWords: Readonly<Record<Refusal, string>> = {
  full: 'The browser has no room left for more; removing saved runs makes room.',
  forbidden:
    'The browser does not let this page store anything, as in a private window or with site data blocked.',
};

export const refusalOf = (error: unknown): Refusal =>
  error instanceof Error && error.name === 'QuotaExceededError' ? 'full' : 'forbidden';

/** Lasts as long as the page. */
export function fleetingRuns<Row = SavedRow, Detail = SavedDetail>(): RunStorage<Row, Detail> {
  const runs = new Map<string, { row: unknown; detail: unknown }>();
  return {
    rows: () => Promise.resolve([...runs.values()].map(({ row }) => row)),
    detail: (id) => Promise.resolve(runs.get(id)?.detail),
    update(id, change) {
      const before = runs.get(id);
      const after = change(before?.row);
      if (after !== null) runs.set(id, { row: after.row, detail: after.detail ?? before?.detail });
      return Promise.resolve();
    },
    remove(ids) {
      for (const id of ids) runs.delete(id);
      return Promise.resolve();
    },
    watch: () => undefined,
  };
}

/** Of a file that may be packed (gzip); null if it is too large. Rejects if it cannot be unpacked. */
export async function textOf(file: Blob): Promise<string | null> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return file.text();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    bytes += part.value.length;
    if (bytes <= longestFile) continue;
    await reader.cancel();
    return null;
  }
  return new Blob(parts).text();
}
