import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkValue, formatValue, type Field } from '../kinds.ts';
import {
  changedLabFields,
  checkLab,
  defaultLab,
  labFieldNames,
  labFieldOf,
  labFields,
  type LabSettings,
} from './lab-fields.ts';
import { besideKeys, readPageLink } from '../link/page-link.ts';
import { frozenLabDefaults, readLab, writeLab } from './lab-link.ts';
import { labPresets, labPresetSettings } from './lab-presets.ts';
import { canonicalText, readLink, writeLink } from '../link/link.ts';
import { defaultSpec } from '../fields.ts';

function valueOf(field: Field): fc.Arbitrary<unknown> {
  if (field.kind === 'choice') return fc.constantFrom(...Object.keys(field.options));
  if (field.kind !== 'number') throw new Error(`the lab has no ${field.kind}`);
  return field.integer
    ? fc.integer({ min: field.min, max: field.max })
    : fc.double({ min: field.min, max: field.max, noNaN: true }).map((x) => x + 0);
}

const settings = fc
  .record(Object.fromEntries(labFieldNames.map((name) => [name, valueOf(labFieldOf(name))])))
  .map((values) => values as unknown as LabSettings);

const keys = labFieldNames.map((name) => labFields[name].key);
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.tuple(fc.oneof(fc.constantFrom(...keys, '__proto__', 'constructor'), fc.string()), fc.string()))
    .map((pairs) => pairs.map(([key, value]) => `${key}:${value}`).join(';')),
);

describe('the lab in links', () => {
  test('every key is its own, and every valid setting survives writing and reading', () => {
    expect(new Set(keys).size).toBe(keys.length);
    fc.assert(
      fc.property(settings, (lab) => {
        const text = writeLab(lab);
        expect(readLab(text)).toEqual({ settings: lab, corrections: [] });
        expect(writeLab(readLab(text).settings)).toBe(text);
        const read = readPageLink(writeLink(defaultSpec, besideKeys([['zeta', '1']], {}, text)));
        expect(read).toMatchObject({ ok: true, lab: text, unknown: [['zeta', '1']] });
      }),
    );
  });

  test('equal settings give equal texts, different ones different texts', () => {
    fc.assert(
      fc.property(settings, settings, fc.constantFrom(...labFieldNames), (a, b, name) => {
        const other: LabSettings = { ...a, [name]: b[name] };
        expect(writeLab(other) === writeLab(a)).toBe(changedLabFields(a, other).length === 0);
      }),
    );
  });

  test('no text makes reading throw, and what was read is valid', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read = readLab(text);
        for (const name of labFieldNames)
          expect(checkValue(labFieldOf(name), read.settings[name]).problem).toBeNull();
        expect(readLab(writeLab(read.settings))).toEqual({ settings: read.settings, corrections: [] });
      }),
      { numRuns: 500 },
    );
  });

  test('for any request, the settings shown are valid, and every change is reported', () => {
    const raw = fc.record(
      Object.fromEntries(
        labFieldNames.map((name) => [name, fc.oneof(valueOf(labFieldOf(name)), fc.anything())]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(raw, (values) => {
        const checked = checkLab(values);
        expect(checkLab({ ...checked.settings })).toEqual({ settings: checked.settings, corrections: [] });
        const wrong = labFieldNames.filter(
          (name) =>
            Object.hasOwn(values, name) && checkValue(labFieldOf(name), values[name]).problem !== null,
        );
        expect(checked.corrections).toHaveLength(wrong.length);
      }),
    );
  });

  test.each([
    ['rate:0.95;spread:0.02', []],
    ['default', []],
    ['', []],
    ['rate:abc', ['Sequence lab, Rate r: “abc” is not a number; 0.98 used.']],
    ['l:9999', ['Sequence lab, Sequences l: 9999 is above the maximum 2000; 2000 used.']],
    ['colour:red', ['Sequence lab: “colour:red” is not known and was left out.']],
    ['rate', ['Sequence lab: “rate” is not known and was left out.']],
    ['rate:0.9;rate:0.8', ['Sequence lab: “rate” occurs twice; the first was used.']],
  ])('%s: unusable values are reported', (text, corrections) => {
    expect(readLab(text).corrections).toEqual(corrections);
  });

  test('is readable, short, and no part of the experiment', () => {
    const lab: LabSettings = { ...defaultLab, kind: 'formula', spread: 0.02 };
    expect(writeLink(defaultSpec, besideKeys([], {}, writeLab(lab)))).toBe(
      `${writeLink(defaultSpec)}&lab=kind:formula;spread:0.02`,
    );
    expect(writeLink(defaultSpec, besideKeys([], {}, writeLab(defaultLab)))).toMatch(/&lab=default$/);
    expect(writeLink(defaultSpec, besideKeys([], {}, null))).toBe(writeLink(defaultSpec));
    const read = readLink('task=circles&lab=rate:0.5');
    if (!read.ok) throw new Error(read.reason);
    const bare = readLink('task=circles');
    if (!bare.ok) throw new Error(bare.reason);
    expect(canonicalText(read.spec)).toBe(canonicalText(bare.spec));
  });

  // The frozen table defines the meaning of links; a changed default of a field must not affect it.
  test('the frozen defaults name every field, with its present default', () => {
    const present = labFieldNames.map((name) => [
      labFields[name].key,
      formatValue(labFieldOf(name), defaultLab[name]),
    ]);
    expect(frozenLabDefaults).toEqual(Object.fromEntries(present));
  });

  test('presets are valid and all different', () => {
    for (const preset of labPresets) expect(checkLab(preset.values).corrections).toEqual([]);
    const texts = labPresets.map((preset) => writeLab(labPresetSettings(preset)));
    expect(new Set(texts).size).toBe(labPresets.length);
  });
});
