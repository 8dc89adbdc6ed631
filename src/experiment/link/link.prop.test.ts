import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultSpec, fieldNames, fieldOf, fields, type ExperimentSpec } from '../fields.ts';
import { checkValue, formatValue, readText, sequence, type Field } from '../kinds.ts';
import { readLink, writeLink } from './link.ts';
import { changedFields, checkSpec } from '../spec.ts';

/** Valid values of a field, from its row of the table. */
function valueOf(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'number':
      return field.integer
        ? fc.oneof(fc.integer({ min: field.min, max: field.max }), fc.constantFrom(field.min, field.max))
        : fc.double({ min: field.min, max: field.max, noNaN: true }).map((x) => x + 0); // no -0;
    case 'choice':
      return fc.constantFrom(...Object.keys(field.options));
    case 'set':
      return fc
        .subarray(Object.keys(field.options))
        .map((names) =>
          Object.keys(field.options).filter((n) => names.includes(n) || field.required.includes(n)),
        );
    case 'widths':
      return fc.array(fc.integer({ min: 1, max: field.maxWidth }), { maxLength: field.maxDepth });
    case 'numbers':
      return fc.array(
        field.whole === undefined
          ? fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0)
          : fc.integer({ min: field.whole[0], max: field.whole[1] }),
        { maxLength: field.maxCount },
      );
    case 'seeds':
      return fc.oneof(
        fc.integer({ min: 1, max: field.maxCount }).map((count) => sequence(1, count)),
        fc.integer({ min: 0, max: field.maxSeed - 9 }).map((first) => sequence(first, 9)),
        ...[20, field.maxSeed].map((max) =>
          fc.uniqueArray(fc.integer({ min: 0, max }), { minLength: 1, maxLength: field.maxCount }),
        ),
      );
  }
}

const validValues: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(
  fieldNames.map((name) => [name, valueOf(fieldOf(name))]),
);

/** Any valid experiment: valid fields, rules applied. */
const spec = fc.record(validValues).map((values) => checkSpec(values).spec);

/** Text as a person, a script or a damaged mail might leave it, including lone surrogates. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    'NaN',
    '-1',
    '1e999',
    '1e308',
    '%',
    '%E0%A4%A',
    '0',
    '-0',
    '1,1',
    '9-1',
    '1-99',
    'full',
    'none',
  ),
);

/** A value of any type and any size for a field. */
const rawOf = (field: Field): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 4, arbitrary: valueOf(field) },
    { weight: 1, arbitrary: anyText.map((text) => readText(field, text)) },
    {
      weight: 1,
      arbitrary: fc.oneof(fc.double(), fc.integer(), fc.array(fc.oneof(fc.integer(), fc.double()))),
    },
    {
      weight: 1,
      arbitrary: fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
    },
  );

const rawSpec = fc.record(Object.fromEntries(fieldNames.map((name) => [name, rawOf(fieldOf(name))])), {
  requiredKeys: [],
});

/** Pieces of links, real keys among them. */
const anyLink = fc
  .array(
    fc.tuple(
      fc.oneof(anyText, fc.constantFrom('__proto__', 'constructor', ...fieldNames.map((n) => fields[n].key))),
      fc.constantFrom('=', '', '=='),
      anyText,
    ),
  )
  .map((pairs) => pairs.map((pair) => pair.join('')).join('&'));

/** A value as it is compared: sets without order and repetition, no difference between 0 and -0. */
function asSeen(field: Field, value: unknown): unknown {
  if (field.kind === 'set') return [...new Set(value as string[])].sort();
  if (Array.isArray(value)) return value.map((item) => asSeen(field, item));
  return value === 0 ? 0 : value;
}

describe('links', () => {
  test('reading undoes writing, for every valid experiment', () => {
    fc.assert(
      fc.property(spec, (given) => {
        expect(readLink(writeLink(given))).toEqual({ ok: true, spec: given, corrections: [], unknown: [] });
      }),
      { numRuns: 300 },
    );
  });

  test('only what differs from the defaults is written, in the order of the table', () => {
    fc.assert(
      fc.property(spec, (given) => {
        const keys = writeLink(given)
          .split('&')
          .map((pair) => pair.slice(0, pair.indexOf('=')));
        expect(keys).toEqual(['v', ...changedFields(defaultSpec, given).map((name) => fields[name].key)]);
      }),
    );
  });

  test('equal experiments have equal links, different ones different links', () => {
    fc.assert(
      fc.property(spec, spec, fc.constantFrom(...fieldNames), (a, b, name) => {
        const copy = structuredClone<ExperimentSpec>(a);
        expect(writeLink(copy)).toBe(writeLink(a));
        const { spec: other } = checkSpec({ ...a, [name]: b[name] });
        expect(writeLink(other) === writeLink(a)).toBe(changedFields(a, other).length === 0);
      }),
    );
  });

  test('no text makes reading throw, and what was read can be written', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyLink), (text) => {
        const link = readLink(text);
        if (!link.ok) {
          expect(link.reason).not.toBe('');
          return;
        }
        const again = readLink(writeLink(link.spec, link.unknown));
        expect(again).toMatchObject({ ok: true, spec: link.spec, corrections: [] });
        if (again.ok) expect(new Map(again.unknown)).toEqual(new Map(link.unknown));
      }),
      { numRuns: 500 },
    );
  });
});

describe('checking', () => {
  test('every value a field accepts survives as link text', () => {
    for (const name of fieldNames) {
      const field = fieldOf(name);
      fc.assert(
        fc.property(valueOf(field), (value) => {
          expect(checkValue(field, value)).toEqual({ value, problem: null });
          expect(readText(field, formatValue(field, value))).toEqual(value);
        }),
        { numRuns: 50 },
      );
    }
  });

  test('whatever comes in, what comes out is valid', () => {
    fc.assert(
      fc.property(rawSpec, (raw) => {
        const { spec: checked } = checkSpec(raw);
        expect(checkSpec({ ...checked })).toEqual({ spec: checked, corrections: [] });
      }),
      { numRuns: 500 },
    );
  });

  test('every change is listed, and nothing else', () => {
    fc.assert(
      fc.property(rawSpec, (raw) => {
        const { spec: checked, corrections } = checkSpec(raw);
        const listed = new Set(corrections.map(({ field }) => field));
        for (const name of fieldNames) {
          const field = fieldOf(name);
          const given = Object.hasOwn(raw, name) ? raw[name] : defaultSpec[name];
          if (listed.has(name)) expect(asSeen(field, checked[name])).not.toEqual(given);
          else expect(asSeen(field, checked[name])).toEqual(asSeen(field, given));
        }
      }),
      { numRuns: 300 },
    );
  });
});
