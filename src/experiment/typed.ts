/**
 * Reads values as people write them: other scripts' digits and dashes, decimal commas, ranges, brackets. Unambiguous
 * input becomes link text; ambiguous input is refused with the reason. Links written by the page are read in
 * `kinds.ts`.
 */
import { checkValue, readNumber, readText, type Checked, type ChoiceField, type Field } from './kinds.ts';
import { plain, shortened } from './link/text.ts';

type Tidied = { readonly text: string } | { readonly problem: string };

/** A typed value: link text unchanged, anything else only if it is unambiguous. Never throws. */
export function checkTyped(field: Field, typed: string): Checked {
  const tidied = asLinkText(field, typed);
  const checked = checkValue(field, readText(field, 'text' in tidied ? tidied.text : typed));
  return 'text' in tidied ? checked : { ...checked, problem: tidied.problem };
}

/** A number outside any field; null if it is not a number, or ambiguous. */
export function typedNumber(typed: string): number | null {
  const tidied = tidyNumber(plain(typed).trim());
  const value = 'text' in tidied ? readNumber(tidied.text) : null;
  return typeof value === 'number' ? value : null;
}

/** Whether this text is a valid link value of the field. */
export const isLinkText = (field: Field, text: string): boolean =>
  checkValue(field, readText(field, text)).problem === null;

/** Link text, or the reason why there is none. */
export const asLinkText = (field: Field, typed: string): Tidied =>
  isLinkText(field, typed) ? { text: typed } : tidy(field, plain(typed).trim());

function tidy(field: Field, text: string): Tidied {
  switch (field.kind) {
    case 'number':
      return text.toLowerCase() === field.zero ? { text: field.zero } : tidyNumber(text);
    case 'choice':
      return { text: optionOf(field, text) ?? text };
    case 'set': {
      const names = text.split(/[\s,;+]+/).filter((name) => name !== '');
      return { text: names.map((name) => optionOf(field, name) ?? name).join(',') };
    }
    case 'widths':
      return tidyList(text.replaceAll(/(?<=\d)\s*[-x×]\s*(?=\d)/g, ','), 'whole');
    case 'seeds':
      return tidyList(text.replaceAll(/(?<=\d)(\s*)(?:-|\.{2,3}|…|to)\1(?=\d)/gi, '-'), 'ranges');
    case 'numbers':
      return tidyList(text, field.whole === undefined ? 'any' : 'whole');
  }
}

/** The option of this name, ignoring case, spaces and hyphens. */
function optionOf({ options }: Pick<ChoiceField, 'options'>, text: string): string | undefined {
  const asked = text.toLowerCase().replaceAll(/[\s+_]/g, '');
  return Object.keys(options).find((option) => {
    const name = option.toLowerCase();
    return name === asked || name.replaceAll('-', '') === asked;
  });
}

/** "0,3" has a decimal comma and "10 000" is grouped; "1,234" may be either. */
function tidyNumber(text: string): Tidied {
  const grouped = /^[+-]?[1-9]\d{0,2}(?:\s\d{3})+$/.test(text);
  if (grouped) return { text: text.replaceAll(/\s/g, '') };
  if (/^[+-]?[1-9]\d{0,2}(?:,\d{3})+$/.test(text))
    return { problem: `“${text}” could be two numbers: write it without a comma, or with a point` };
  return { text: /^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i.test(text) ? text.replace(',', '.') : text };
}

/** Patterns of list items, by what is allowed. */
const itemOf = {
  any: /^[+-]?(?:(?!0\d)\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i,
  whole: /^(?!0\d)\d+$/,
  ranges: /^(?!0\d)\d+(?:-\d+)?$/,
} as const;

/** "8 8", "[8; 8]" and "8, 8" are all 8,8; nothing is "none". */
function tidyList(given: string, kind: keyof typeof itemOf): Tidied {
  const text = given.replace(/^[([{]\s*(.*?)\s*[)\]}]$/s, '$1').replace(/[\s,;]+$/, '');
  if (text === '' || text.toLowerCase() === 'none') return { text: 'none' };
  const items = kind === 'any' ? numbersIn(text) : text.split(separator);
  if (items === null) return { problem: `“${shortened(text)}” ${unclear}` };
  const wrong = items.find((item) => !itemOf[kind].test(item));
  if (wrong === undefined) return { text: items.join(',') };
  return {
    problem:
      wrong === ''
        ? `“${shortened(text)}” has an empty entry`
        : `“${shortened(wrong)}” is not a ${kind === 'any' ? '' : 'whole '}number`,
  };
}

const separator = /\s*[,;]\s*|\s+/;
const unclear =
  'could be meant in two ways: write decimals with a point, as in 0.1, 0.3, or put semicolons between numbers';

/** Commas are decimal if semicolons separate; null if that is ambiguous. */
function numbersIn(text: string): string[] | null {
  const apart = text.split(separator);
  const rows = text.split(/\s*;\s*/);
  const commas = rows.map((row) => row.split(/,(?=\S)/).length - 1);
  const areMixed = rows.length > 1 && commas.includes(1) && text.includes('.');
  if (!areMixed && !/(?<![\d.e])\d+,\d+(?![\d.])/i.test(text)) return apart;
  if (areMixed || /,\s|[^\s,;]\s+[^\s,;]/.test(text)) return null;
  if (rows.length === 1 || commas.every((count) => count > 1)) return apart;
  // Thousands separators are commas too: at least one number must show that these are decimal.
  const tells = rows.some((row) => row.includes(',') && 'text' in tidyNumber(row));
  return tells && commas.every((count) => count < 2) ? rows.map((row) => row.replace(',', '.')) : null;
}
