// Owns the words that comments, docs and texts avoid because a standard term or plainer English exists, and how they are
// found. scripts/words.mjs counts them.

/**
 * Pattern, what to write instead, and the maximum number of occurrences: in the rooms below the page, scripts and
 * docs, and in the rest, mostly the page. Lower a limit when occurrences are removed; never raise one.
 * @type {readonly (readonly [pattern: string, instead: string, rooms: number, page: number])[]}
 */
export const oldWords = [
  ['(?:tells?|told)(?! apart)', 'report, record, emit, say', 24, 49],
  ['(?:is|are|was|were|be|been) due', 'is next, is scheduled', 1, 0],
  ['asked? for|asks for|asked of', 'request, need', 4, 14],
  ['what (?:came|comes|came out|becomes|became) of', 'the result of, what happens to', 0, 1],
  ['who(?:m)?ever|whatever else', 'name the caller, reader or module', 1, 0],
  ['wherever', 'if, at every', 8, 2],
  ['as many|so many|as much|so much', 'the number of, at most n', 30, 13],
  ['guard (?:split|pass(?:es)?|examples?|loss(?:es)?|and test)|on guard', 'validation', 0, 1],
  ['stay(?:s|ing)? (?:put|where)', 'persistence forecast, unchanged', 0, 3],
  ['kept', 'saved, stored, recorded', 17, 17],
  ['most (?:bytes|values|points|rows|steps|examples|replicas|jumps|weights|of a|that)', 'maximum', 1, 0],
  ['fewest|farthest that|least (?:value|time|size|steps)', 'minimum, maximum', 1, 1],
  ['go(?:es|ing)? on', 'continue', 3, 20],
  ['(?:got|get|gets) there', 'reach the target', 1, 4],
  ['(?:had|has|have) (?:paid|come)', 'cost, reached', 0, 2],
  ['besides', 'in addition to, with', 4, 0],
  ['mix(?:es|ed)?', 'linear combination', 9, 0],
  ["\\w+\\.(?:ts|mjs)'s", 'is defined in', 0, 0],
  ['to the bit', 'bit-identical', 0, 3],
  ['be had', 'available', 0, 2],
  ['of (?:its|their|our|his|her) own', 'its own, separate', 0, 12],
  ['nobody|somebody|anybody|nowhere', 'name who or where', 1, 7],
  ['(?:stands?|lies?|lay) (?:in|on|at|beside|behind|above|below|under|over|between|with)', 'is in', 11, 11],
  ['(?:null|none|empty|NaN|zero|rejects|throws|left out) where', 'if', 0, 2],
  ['anew', 'again', 0, 8],
  ['in reach', 'available', 0, 0],
  ['no more of|of no more use|no more than a', 'no longer usable', 0, 1],
  ['looks? at', 'read, evaluate, use', 0, 5],
  ['says? of', 'report about', 0, 7],
];

const pieces = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

/** The prose in a file: a document without its code, or a program's comments and texts. @param {string} file @param {string} text */
export function proseOf(file, text) {
  if (file.endsWith('.md')) return text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const parts = text.match(pieces) ?? [];
  return parts.filter((part) => part.startsWith('/') || /[a-z,] [a-z]/i.test(part)).join('\n');
}

/** How often a word of the list occurs in prose. @param {string} pattern @param {string} prose */
export const countOf = (pattern, prose) =>
  (prose.match(new RegExp(`(?<![\\w-])(?:${pattern})(?![\\w-])`, 'gi')) ?? []).length;
