// Owns how text becomes numbers: the 63 commonest characters in the order of their code, and one number for all others.

/** Numbers of characters, the one for all others included. */
const VOCABULARY = 64;

/** The commonest characters of a text, in order. @param {string} text */
export function alphabetOf(text) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, VOCABULARY - 1)
    .map(([character]) => character)
    .sort()
    .join('');
}

/** @param {string} text @param {string} alphabet */
export function numbersOf(text, alphabet) {
  const numbers = new Map([...alphabet].map((character, number) => [character, number]));
  return Buffer.from(Array.from(text, (character) => numbers.get(character) ?? VOCABULARY - 1));
}
