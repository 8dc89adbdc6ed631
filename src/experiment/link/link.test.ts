import { afterEach, describe, expect, test, vi } from 'vitest';
import { defaultSpec, fieldNames, fieldOf, fields, type ExperimentSpec } from '../fields.ts';
import { formatValue, sequence } from '../kinds.ts';
import type * as Links from './link.ts';
import { canonicalText, maxLinkLength, readLink, writeLink } from './link.ts';
import { currentVersion, frozenDefaults, requireCompleteVersions, upgraders } from './versions.ts';
import golden from './links.golden.json';
import { presets, presetSpec } from '../presets.ts';
import { checkSpec } from '../spec.ts';

/** Reads a link that must be readable. */
function read(text: string): Extract<ReturnType<typeof readLink>, { ok: true }> {
  const link = readLink(text);
  if (!link.ok) throw new Error(link.reason);
  return link;
}

/** Every field of a spec as link text, by link key. */
const texts = (spec: ExperimentSpec): Record<string, string> =>
  Object.fromEntries(fieldNames.map((name) => [fields[name].key, formatValue(fieldOf(name), spec[name])]));

describe('writing', () => {
  test('the default experiment is its version and nothing else', () => {
    expect(writeLink(defaultSpec)).toBe(`v=${currentVersion}`);
  });

  test('only what differs from the defaults is written, in the order of the table', () => {
    const spec = { ...defaultSpec, seeds: [3, 5, 9], batch: 64, layers: [], task: 'circles' } as const;
    expect(writeLink(spec)).toBe(`v=${currentVersion}&task=circles&layers=none&batch=64&seeds=3,5,9`);
  });

  test('the order in which a spec was put together does not matter', () => {
    const reversed = Object.fromEntries(Object.entries(defaultSpec).reverse()) as unknown as ExperimentSpec;
    const changes = { noise: 0.2, gate: 'never' } as const;
    expect(writeLink({ ...reversed, ...changes })).toBe(writeLink({ ...defaultSpec, ...changes }));
  });

  test('what is not safe in an address is percent-encoded, commas stay', () => {
    expect(writeLink(defaultSpec, [['a&b', 'c=d,#é<">']])).toBe(
      `v=${currentVersion}&a%26b=c%3Dd,%23%C3%A9%3C%22%3E`,
    );
  });

  test.each(presets.map((preset) => [preset.id, presetSpec(preset)] as const))(
    'the link of preset %s is read as the same experiment',
    (_id, spec) => {
      expect(read(writeLink(spec))).toMatchObject({ spec, corrections: [] });
    },
  );

  test('the canonical text leaves out the engine and what judges a record, and nothing else', () => {
    const spec: ExperimentSpec = { ...defaultSpec, noise: 0.3 };
    expect(canonicalText({ ...spec, goal: 0.02 })).toBe(canonicalText(spec));
    expect(canonicalText({ ...spec, metric: 'test' })).not.toBe(canonicalText(spec));
    expect(canonicalText({ ...spec, engine: 'reference' })).toBe(canonicalText(spec));
    expect(canonicalText({ ...spec, noise: 0.4 })).not.toBe(canonicalText(spec));
    expect(canonicalText({ ...spec, seeds: [7] })).not.toBe(canonicalText(spec));
  });

  test('the canonical text of an experiment is that of its first day, whatever the defaults are now', () => {
    const canonical = (link: string): string => canonicalText(read(link).spec);
    for (const first of ['v=1', 'v=2', 'v=3&arms=control,farcaster&seeds=16'])
      expect(canonical(first)).toBe('v=1');
    expect(canonical('v=2&task=circles&lr=0.1&seeds=32')).toBe('v=1&task=circles&lr=0.1&seeds=32');
    expect(canonical('v=3')).toBe('v=1&arms=control,farcaster,recent,faster,momentum&seeds=10');
  });
});

describe('reading', () => {
  const link = 'v=3&task=circles&lr=0.1';

  test.each([
    link,
    `#${link}`,
    `https://example.org/#${link}`,
    `http://localhost:5173/a/b?q=1#${link}`,
    `&&${link}&`,
    'v=03&lr=1e-1&task=circles',
    'task=%63ircles&lr=.1',
  ])('%s is read', (text) => {
    const { spec, corrections, unknown } = read(text);
    expect(spec).toEqual({ ...defaultSpec, task: 'circles', learningRate: 0.1 });
    expect(corrections).toEqual([]);
    expect(unknown).toEqual([]);
  });

  test.each(['', '#', '&', 'v=3', 'https://example.org/', 'https://example.org/?lr=9'])(
    '“%s” is the default experiment',
    (text) => {
      expect(read(text)).toEqual({ ok: true, spec: defaultSpec, corrections: [], unknown: [] });
    },
  );

  test.each(['v=1', 'v=2'])('%s is the default experiment of its time: two arms, sixteen seeds', (text) => {
    const arms = ['control', 'farcaster'];
    expect(read(text)).toMatchObject({ spec: { ...defaultSpec, arms, seeds: sequence(1, 16) } });
  });

  test('a link of today by hand, with an optimizer beside which momentum has no place, says what it compares', () => {
    const { spec, corrections } = read('v=3&optimizer=adam');
    expect(spec.arms).toEqual(['control', 'farcaster', 'recent', 'faster']);
    expect(corrections).toHaveLength(1);
    expect(read(writeLink(spec)).corrections).toEqual([]);
  });

  test('unknown keys are preserved and written back', () => {
    const { spec, corrections, unknown } = read('v=3&zeta=%26&lr=0.1&constructor=x&toString=&flag');
    expect(corrections).toEqual([]);
    expect(unknown).toEqual([
      ['zeta', '&'],
      ['constructor', 'x'],
      ['toString', ''],
      ['flag', ''],
    ]);
    expect(writeLink(spec, unknown)).toBe(
      `v=${currentVersion}&lr=0.1&zeta=%26&constructor=x&toString=&flag=`,
    );
  });
});

describe('hostile links', () => {
  test.each([
    ['lr=NaN', 'Learning rate: “NaN” is not a number; 0.3 used.'],
    ['lr=Infinity', 'Learning rate: “Infinity” is not a number; 0.3 used.'],
    ['lr=1e999', 'Learning rate: “Infinity” is not a number; 0.3 used.'],
    ['lr=-1', 'Learning rate: -1 is below the minimum 0.0001; 0.0001 used.'],
    ['steps=1e15', 'Step budget: 1000000000000000 is above the maximum 20000; 20000 used.'],
    ['steps=99.5', 'Step budget: 99.5 is not a whole number; 100 used.'],
    ['batch=-0.5', 'Batch: -0.5 is below the minimum 0; full used.'],
    ['samples=%F0%9F%92%A9', 'Examples: “💩” is not a number; 256 used.'],
    [
      'gate=<script>alert(1)</script>',
      'Accept: “<script>alert(1)</script>” is not one of strict, tolerance, always, never; strict used.',
    ],
    ['init=__proto__', 'Initial weights: “__proto__” is not one of glorot, he, torch, gpt2; glorot used.'],
    ['arms=', `Arms: “” is not one of ${Object.keys(fields.arms.options).join(', ')}; control used.`],
    ['layers=9999', 'Hidden layers: a width of 9999 is above the maximum 256; 256 used.'],
    ['seeds=9-3', 'Seeds, paired: seeds are whole numbers from 0 to 2147483647; 10 used.'],
    ['lr=%E0%A4%A', '“lr=%E0%A4%A” could not be read and was left out.'],
    ['%E0%A4%A=1', '“%E0%A4%A=1” could not be read and was left out.'],
    ['lr=\ud800', '“lr=\ud800” could not be read and was left out.'],
    ['=1', '“=1” could not be read and was left out.'],
    ['__proto__=1', '“__proto__=1” could not be read and was left out.'],
    ['%5f_proto__=1', '“%5f_proto__=1” could not be read and was left out.'],
    ['lr=0.3&lr=9', '“lr” occurs twice; the first was used.'],
    ['zeta=1&zeta=2', '“zeta” occurs twice; the first was used.'],
    ['v=1&v=99', '“v” occurs twice; the first was used.'],
    [
      'task=spiral&samples=32&batch=64',
      'Batch: a batch of 64 is more than the 32 training examples; full used.',
    ],
  ])('%s: one correction that says what was used', (text, correction) => {
    const { spec, corrections } = read(text);
    expect(corrections).toEqual([correction]);
    expect(checkSpec({ ...spec })).toEqual({ spec, corrections: [] });
  });

  test('every field can be wrong at once', () => {
    const { spec, corrections } = read(fieldNames.map((name) => `${fields[name].key}=%00`).join('&'));
    expect(corrections.map((text) => text.slice(0, text.indexOf(':')))).toEqual(
      fieldNames.map((name) => fields[name].label),
    );
    expect(spec).toEqual({ ...defaultSpec, arms: ['control'] });
  });

  test.each(['', '0', '00', '-1', 'abc', '1.0', ' 1', '1e0', '9999999', '__proto__'])(
    'v=%s is no link version',
    (version) => {
      const link = readLink(`v=${version}&lr=0.1`);
      expect(link).toEqual({ ok: false, reason: `“v=${version}” is not a link version.` });
    },
  );

  test('a newer link suggests a reload', () => {
    const link = readLink(`v=${currentVersion + 1}&lr=0.1`);
    expect(link.ok).toBe(false);
    expect(link).toMatchObject({ reason: expect.stringContaining('newer version') as string, newer: true });
  });

  test('ten million characters are refused', () => {
    expect(readLink(`v=1&x=${'9'.repeat(10_000_000)}`)).toEqual({
      ok: false,
      reason: 'This link is 10,000,006 characters long; at most 8,192 are read.',
    });
    expect(readLink('&'.repeat(maxLinkLength)).ok).toBe(true);
    expect(readLink('&'.repeat(maxLinkLength + 1)).ok).toBe(false);
  });

  test('a link does not reach the prototypes', () => {
    read('__proto__=polluted&constructor=polluted&prototype=polluted&__proto__.polluted=1');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect({}.constructor).toBe(Object);
  });
});

describe('versions', () => {
  test('the frozen defaults of this version are the defaults of the fields, all of them', () => {
    expect(frozenDefaults[currentVersion]).toEqual(texts(defaultSpec));
  });

  // links.golden.json has one or more entries per released version: append, never edit.
  test.each(golden)('golden link v$version: $link', ({ version, link, spec }) => {
    expect(link).toMatch(new RegExp(`^v=${version}(&|$)`));
    const found = read(link);
    expect(found.corrections).toEqual([]);
    expect(texts(found.spec)).toMatchObject(spec);
    const complete = Object.entries(spec).map(([key, text]) => `${key}=${text}`);
    expect(read(`v=${version}&${complete.join('&')}`).spec).toEqual(found.spec);
  });

  test('golden links cover every version and every field of this one', () => {
    const versions = Array.from({ length: currentVersion }, (_, i) => i + 1);
    expect([...new Set(golden.map(({ version }) => version))].sort((a, b) => a - b)).toEqual(versions);
    const present = golden.filter(({ version }) => version === currentVersion);
    const keys = fieldNames.map((name) => fields[name].key);
    for (const { spec, link } of present) {
      expect(Object.keys(spec)).toEqual(keys.filter((key) => Object.hasOwn(spec, key)));
      expect(writeLink(read(link).spec)).toBe(link);
    }
    for (const name of fieldNames) {
      const { key } = fields[name];
      // An entry made before a field has its default.
      const defaults = frozenDefaults[currentVersion]!;
      const written = present.map(({ spec }) => (spec as Record<string, string>)[key] ?? defaults[key]);
      expect(new Set(written).size, `golden links never change ${key}`).toBeGreaterThan(1);
    }
  });

  test('a table of versions must be complete, and know no version to come', () => {
    const upgrade = (values: unknown): unknown => values;
    expect(() => requireCompleteVersions(currentVersion, frozenDefaults, upgraders)).not.toThrow();
    expect(() => requireCompleteVersions(2, { 1: {}, 2: {} }, { 2: upgrade })).not.toThrow();
    expect(() => requireCompleteVersions(2, { 1: {} }, { 2: upgrade })).toThrow('version 2 has no frozen');
    expect(() => requireCompleteVersions(2, { 2: {} }, { 2: upgrade })).toThrow('version 1 has no frozen');
    expect(() => requireCompleteVersions(2, { 1: {}, 2: {} }, {})).toThrow('version 2 has no upgrader');
    expect(() => requireCompleteVersions(1, { 1: {}, 2: {} }, {})).toThrow('version 2 is newer');
    expect(() => requireCompleteVersions(1, { 1: {} }, { 2: upgrade })).toThrow('version 2 is newer');
  });
});

describe('upgrading', () => {
  afterEach(() => {
    vi.doUnmock('./versions.ts');
    vi.resetModules();
  });

  /** The link module as it might be later: `decay` was called `l2` first, and `lr` got another default. */
  async function laterLinks(): Promise<typeof Links> {
    const present = frozenDefaults[currentVersion]!;
    const { decay = '', ...others } = present;
    vi.resetModules();
    vi.doMock('./versions.ts', () => ({
      currentVersion: 4,
      frozenDefaults: { 1: { ...others, l2: decay }, 2: present, 3: present, 4: { ...present, lr: '0.5' } },
      upgraders: {
        2: ({ l2 = '', ...rest }) => ({ ...rest, decay: l2 }),
        3: (values: object) => values,
        4: (values: object) => values,
      } satisfies Record<number, (values: Record<string, string>) => object>,
    }));
    return import('./link.ts');
  }

  test('an old link keeps the defaults of its time', async () => {
    const later = await laterLinks();
    expect(later.readLink('v=1')).toMatchObject({ spec: { learningRate: 0.3 } });
    expect(later.readLink('v=2')).toMatchObject({ spec: { learningRate: 0.3 } });
    expect(later.readLink('v=3')).toMatchObject({ spec: { learningRate: 0.3 } });
    expect(later.readLink('v=4')).toMatchObject({ spec: { learningRate: 0.5 } });
    expect(later.readLink('')).toMatchObject({ spec: { learningRate: 0.5 } });
    expect(later.readLink('v=5')).toMatchObject({ ok: false });
  });

  test('upgraders run one after another, and the link is written in the new form', async () => {
    const later = await laterLinks();
    const link = later.readLink('v=1&l2=0.01&zeta=1');
    if (!link.ok) throw new Error(link.reason);
    expect(link.spec.weightDecay).toBe(0.01);
    expect(link.unknown).toEqual([['zeta', '1']]);
    expect(later.writeLink(link.spec, link.unknown)).toBe('v=4&lr=0.3&decay=0.01&zeta=1');
  });
});
