/** Finds the key that a misspelt one may have meant. Independent of particular keys. */
import { plain } from './text.ts';

const letters = (text: string): string =>
  plain(text)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');

/** The key with that name or the most similar spelling; null if there is none, or several are equally similar. */
export function nearestKey(
  given: string,
  calledByKey: ReadonlyMap<string, readonly string[]>,
): string | null {
  const asked = letters(given.slice(0, 40));
  if (asked === '') return null;
  if (calledByKey.has(given)) return null;
  for (const [key, names] of calledByKey) if (names.some((name) => letters(name) === asked)) return key;
  const near = [...calledByKey.keys()]
    .map((key) => ({ key, edits: editsBetween(asked, key) }))
    // The first letter of a misspelt word is usually right.
    .filter(
      ({ key, edits }) =>
        edits <= (key.length > 4 && key.startsWith(asked.charAt(0)) ? 2 : 1) && 2 * edits < key.length,
    )
    .sort((a, b) => a.edits - b.edits);
  const [best, next] = near;
  return best === undefined || best.edits === next?.edits ? null : best.key;
}

/** Edit distance: number of letters inserted, removed or replaced. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1)
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
