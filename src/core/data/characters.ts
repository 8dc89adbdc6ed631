/** Characters of a text task and their numbers: the index in the task's alphabet, or its length for every other character. */

/** Stands for a character outside the alphabet. */
export const otherCharacter = '□';

/** The numbers of a text's characters. */
export const numbersOf = (alphabet: string, text: string): number[] =>
  Array.from(text, (character) => {
    const number = alphabet.indexOf(character);
    return number < 0 ? alphabet.length : number;
  });

/** The text of such numbers. */
export const textOf = (alphabet: string, numbers: ArrayLike<number>): string =>
  Array.from(numbers, (number) => alphabet[number] ?? otherCharacter).join('');

/** The characters of a text that are not in the alphabet, each once. */
export const othersIn = (alphabet: string, text: string): string[] => [
  ...new Set(Array.from(text).filter((character) => !alphabet.includes(character))),
];
