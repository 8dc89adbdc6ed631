import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLosses } from './losses.ts';
import { openWeights } from './open-weights.ts';
import { bytesSource, FormatError, type ByteSource } from './source.ts';
import { file } from './testing/files.ts';
import { asNpy, asSafetensors } from './testing/hand-made.ts';
import { encodeText } from './text.ts';
import { bytesOf } from './weight-file.ts';

type Change = (bytes: Uint8Array) => Uint8Array;
const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

const cut = fc.tuple(at, at).map(([a, b]): Change => {
  return (bytes) => bytes.slice(0, Math.floor(bytes.length * Math.max(a, b)));
});
const flipped = fc.tuple(at, fc.integer({ min: 1, max: 255 })).map(([where, mask]): Change => {
  // More of them where the headers are.
  return (bytes) => {
    const changed = bytes.slice();
    changed[Math.floor(bytes.length * where * where)]! ^= mask;
    return changed;
  };
});
const grown = fc.tuple(at, fc.uint8Array({ minLength: 1, maxLength: 40 })).map(([where, more]): Change => {
  return (bytes) => {
    const place = Math.floor(bytes.length * where);
    return Uint8Array.of(...bytes.subarray(0, place), ...more, ...bytes.subarray(place));
  };
});
const lost = fc.tuple(at, fc.integer({ min: 1, max: 40 })).map(([where, count]): Change => {
  return (bytes) => {
    const place = Math.floor(bytes.length * where);
    return Uint8Array.of(...bytes.subarray(0, place), ...bytes.subarray(place + count));
  };
});
const digit = fc
  .tuple(at, fc.constantFrom('0', '9', '-', '1e9', '99999999999999999999'))
  .map(([where, text]): Change => (bytes) => {
    const digits = [...bytes.keys()].filter((i) => bytes[i]! >= 0x30 && bytes[i]! <= 0x39);
    const place = digits[Math.floor(digits.length * where)] ?? 0;
    return Uint8Array.of(...bytes.subarray(0, place), ...encodeText(text), ...bytes.subarray(place + 1));
  });
const anyChange = fc.array(fc.oneof(cut, flipped, grown, lost, digit), { minLength: 1, maxLength: 3 }).map(
  (changes): Change =>
    (bytes) =>
      changes.reduce((changed, change) => change(changed), bytes),
);

/** Notes how many bytes are requested; beyond the file it fails as files do. */
function counted(source: ByteSource) {
  const bytes = { asked: 0 };
  const read = (from: number, to: number) => {
    bytes.asked += to - from;
    return source.read(from, to);
  };
  return { bytes, source: { ...source, read } };
}

/** Opens files and reads all of them. Anything but a FormatError is thrown. */
async function readAll(files: readonly ByteSource[]): Promise<'read' | 'refused'> {
  try {
    const weights = await openWeights(files);
    for (const [i, { name, count, shape, dtype }] of weights.tensors.entries()) {
      expect(typeof name).toBe('string');
      expect(count).toBe(shape.reduce((product, size) => product * size, 1));
      expect(bytesOf(dtype) * count).toBeLessThan(1e6);
      for (let from = 0; from < count; from += 7) {
        const to = Math.min(count, from + 7);
        expect(await weights.read(i, from, to)).toHaveLength(to - from);
      }
    }
    expect(new Set(weights.tensors.map(({ name }) => name)).size).toBe(weights.tensors.length);
    for (const text of [...weights.notes, ...Object.values(weights.metadata)])
      expect(typeof text).toBe('string');
    if (weights.step !== null) expect(weights.step).toBeGreaterThanOrEqual(0);
    return 'read';
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(error.message).toMatch(/^\S[^\n]{5,300}[^.]$/);
    return 'refused';
  }
}

const files = [
  ...['all.safetensors', 'all.npz', 'compressed.npz', 'big-endian.npz', 'fortran.npz', 'refused.npz'],
  ...['kernel.npy', 'cube-fortran.npy', 'version-2.npy', 'version-3.npy'],
];

describe('files that were cut, changed or grown', () => {
  it.each(files)('%s is read or refused', async (name) => {
    const original = file(name);
    const whole = await original.read(0, original.size);
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(anyChange, async (change) => {
        const { source, bytes } = counted(bytesSource(name, change(whole)));
        outcomes.add(await readAll([source]));
        // What is requested is what is there, some of it a few times: directory and headers of archives, signatures.
        expect(bytes.asked).toBeLessThan(8 * source.size + 4096);
      }),
      { numRuns: 150 },
    );
    // Both happen, or the changes would be nothing to learn from.
    expect(outcomes).toContain('refused');
  });

  it('shards are read or refused', async () => {
    const originals = [
      'model.safetensors.index.json',
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
    ].map(file);
    const whole = await Promise.all(originals.map((source) => source.read(0, source.size)));
    await fc.assert(
      fc.asyncProperty(fc.nat(2), anyChange, async (which, change) => {
        await readAll(
          originals.map(({ name }, i) => bytesSource(name, i === which ? change(whole[i]!) : whole[i]!)),
        );
      }),
      { numRuns: 150 },
    );
  });
});

describe('headers of anything', () => {
  const number = fc.oneof(
    fc.nat(8),
    fc.constantFrom<unknown>(-1, 0.5, 1e300, 2 ** 53, 2 ** 53 - 1, 2 ** 31, null, '1', [], {}),
  );
  const tensor = fc.record(
    {
      dtype: fc.oneof(fc.constantFrom('U8', 'F32', 'BOOL', 'F8_E4M3'), fc.jsonValue()),
      shape: fc.oneof(fc.array(number, { maxLength: 4 }), fc.jsonValue()),
      data_offsets: fc.oneof(fc.tuple(number, number), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const name = fc.oneof(
    fc.constantFrom('a', '__metadata__', '__proto__', 'toString', 'step', '7'),
    fc.string(),
  );

  it('safetensors are read or refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, fc.oneof(tensor, fc.jsonValue())),
        fc.nat(9),
        async (header, size) => {
          await readAll([asSafetensors(JSON.stringify(header), size)]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('arrays of NumPy are read or refused', async () => {
    const word = fc.constantFrom(
      ...[
        "'descr'",
        "'fortran_order'",
        "'shape'",
        "'<f4'",
        "'|O'",
        "'>i8'",
        'True',
        'False',
        'None',
        '"',
        "'",
      ],
      ...[
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        ',',
        ':',
        ' ',
        '0',
        '3',
        '-1',
        '9007199254740993',
        '2L',
        '\\',
        '\xe9',
      ],
    );
    const good = fc.record({
      descr: fc.constantFrom("'<f4'", "'>f2'", "'|b1'", "'<c8'", "[('a', '<f4')]", '1'),
      order: fc.constantFrom('True', 'False', 'None'),
      shape: fc.array(fc.oneof(fc.nat(4), fc.constantFrom(-1, 2 ** 53, 2 ** 52)), { maxLength: 4 }),
    });
    const header = fc.oneof(
      fc.array(word, { maxLength: 30 }).map((words) => words.join('')),
      good.map(
        ({ descr, order, shape }) =>
          `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''})}`,
      ),
    );
    await fc.assert(
      fc.asyncProperty(header, fc.nat(40), fc.integer({ min: 1, max: 3 }), async (text, size, version) => {
        await readAll([asNpy(text, new Uint8Array(size), version)]);
      }),
      { numRuns: 500 },
    );
  });

  it('losses are read or refused', async () => {
    const cell = fc.constantFrom(
      'step',
      'loss',
      'val_loss',
      ' - ',
      '"',
      '""',
      ',',
      ';',
      '\t',
      '\n',
      '\r\n',
      '#',
      '1',
      '2.5',
      'nan',
      'x',
    );
    const text = fc.oneof(
      fc.array(cell, { maxLength: 40 }).map((cells) => cells.join('')),
      fc.array(cell, { maxLength: 40 }).map((cells) => `step,loss\n${cells.join('')}`),
      fc.json().map((json) => json.replaceAll('null', 'NaN')),
      fc
        .array(fc.dictionary(fc.constantFrom('step', 'loss', 'val_loss'), fc.jsonValue()))
        .map((rows) => JSON.stringify({ log_history: rows })),
    );
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        try {
          const { steps, loss, validation } = await readLosses(bytesSource('x', encodeText(content)));
          expect(loss).toHaveLength(steps.length);
          if (validation) expect(validation).toHaveLength(steps.length);
          for (const [i, step] of steps.entries()) expect(step).toBeGreaterThan(steps[i - 1] ?? -1);
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
