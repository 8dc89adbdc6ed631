/** Repairs the lab's key of a mangled link, part by part, if the intended value is certain. */
import { nearestKey } from '../link/key-names.ts';
import { bareKey, decode } from '../link/text.ts';
import { isLinkText } from '../typed.ts';
import { repairedValue } from '../link/value-repair.ts';
import { labFieldNames, labFieldOf, labFields } from './lab-fields.ts';

const nameOfKey = new Map(labFieldNames.map((name) => [labFields[name].key, name]));

/** Key -> its other names. */
const calledByKey = new Map(
  labFieldNames.map((name) => [labFields[name].key, [name, labFields[name].label]]),
);

export const nearestLabKey = (given: string): string | null => nearestKey(given, calledByKey);

/** The text of the key; `say` is called with every repair. */
export function repairedLab(text: string, say: (given: string, text: string) => void): string {
  const decoded = text.includes(':') ? text : (decode(text) ?? text);
  if (decoded !== text) say(text, decoded);
  return decoded
    .split(';')
    .map((part) => {
      const better = repairedPart(part);
      if (better !== part) say(part, better);
      return better;
    })
    .join(';');
}

function repairedPart(part: string): string {
  const [, key = part, value] = /^(.*?)[:=：](.*)$/s.exec(part) ?? [];
  if (value === undefined) return bareKey(part) === 'default' ? 'default' : part;
  const name = nameOfKey.get(key) ?? nameOfKey.get(bareKey(key));
  if (name === undefined) return part;
  const field = labFieldOf(name);
  const used = isLinkText(field, value) ? value : (repairedValue(field, value) ?? value);
  return `${field.key}:${used}`;
}
