import { describe, expect, test } from 'vitest';
import { fields } from './fields.ts';
import { checkValue, formatValue, readText, sameValue, sequence, type Field } from './kinds.ts';

const { batch, noise, layers, arms, seeds, task, sweepValues } = fields;

/** How a field reads link text: the value, and whether it had to be changed. */
function readAndCheck(field: Field, text: string): { value: unknown; problem: string | null } {
  return checkValue(field, readText(field, text));
}

describe('numbers', () => {
  test.each([
    ['0.25', 0.25],
    ['.5', 0.5],
    ['+5e-1', 0.5],
    ['3e-2', 0.03],
    ['0.', 0],
  ])('%s is read as %d', (text, value) => {
    expect(readAndCheck(noise, text)).toEqual({ value, problem: null });
  });

  test.each(['', ' 1', '0x1', '1,5', '1e', 'NaN', 'Infinity', '--1', '1e9999', '٣'])(
    '“%s” is no number and gives the default',
    (text) => {
      const { value, problem } = readAndCheck(noise, text);
      expect(value).toBe(noise.default);
      expect(problem).toBe(`“${text}” is not a number`);
    },
  );

  test('a number past its range becomes the nearer end, and says so', () => {
    expect(readAndCheck(noise, '-1')).toEqual({ value: 0, problem: '-1 is below the minimum 0' });
    expect(readAndCheck(noise, '7')).toEqual({ value: 0.5, problem: '7 is above the maximum 0.5' });
  });

  test('the ends of the range are valid', () => {
    expect(checkValue(batch, batch.min)).toEqual({ value: batch.min, problem: null });
    expect(checkValue(batch, batch.max)).toEqual({ value: batch.max, problem: null });
  });

  test('the next number past an end is not', () => {
    expect(checkValue(batch, batch.max + 1)).toMatchObject({
      value: batch.max,
      problem: expect.stringContaining('above') as string,
    });
    expect(checkValue(batch, batch.min - 1)).toMatchObject({
      value: batch.min,
      problem: expect.stringContaining('below') as string,
    });
    expect(checkValue(noise, noise.max + 1e-9).value).toBe(noise.max);
  });

  test('a fraction of a whole number is rounded, and says so', () => {
    expect(readAndCheck(batch, '63.6')).toEqual({ value: 64, problem: '63.6 is not a whole number' });
  });

  test.each([NaN, Infinity, -Infinity])('%d is not a number, by its own name', (raw) => {
    expect(checkValue(noise, raw)).toEqual({ value: noise.default, problem: `“${raw}” is not a number` });
  });

  test.each([
    [undefined, '“undefined”'],
    [null, '“null”'],
    ['0.1', '“0.1”'],
    [[0.1], '“[0.1]”'],
    [{ value: 1 }, '“{"value":1}”'],
    [1n, '“bigint”'],
    [Symbol('s'), '“symbol”'],
    ['x'.repeat(99), `“${'x'.repeat(40)}…”`],
  ])('a raw value of another type is refused (%#)', (raw, shown) => {
    expect(checkValue(noise, raw)).toEqual({ value: noise.default, problem: `${shown} is not a number` });
  });

  test('minus zero becomes zero', () => {
    expect(checkValue(noise, -0).value).toBe(0);
  });

  test('a word may stand for 0', () => {
    expect(formatValue(batch, 0)).toBe('full');
    expect(readAndCheck(batch, 'full')).toEqual({ value: 0, problem: null });
    expect(readAndCheck(batch, '0')).toEqual({ value: 0, problem: null });
    expect(formatValue(noise, 0)).toBe('0');
    expect(readAndCheck(noise, 'full').problem).toContain('full');
  });
});

describe('choices', () => {
  test('a known name is taken', () => {
    expect(readAndCheck(task, 'circles')).toEqual({ value: 'circles', problem: null });
  });

  test.each(['', 'Moons', 'constructor', '__proto__', 'toString', '<script>alert(1)</script>'])(
    '“%s” gives the default and names the options',
    (text) => {
      const { value, problem } = readAndCheck(task, text);
      expect(value).toBe('moons');
      expect(problem).toContain(`“${text}” is not one of moons, circles`);
    },
  );

  test('a value that is no text gives the default', () => {
    for (const raw of [0, null, undefined, ['moons'], { moons: 1 }]) {
      expect(checkValue(task, raw).value).toBe('moons');
      expect(checkValue(task, raw).problem).not.toBeNull();
    }
  });
});

describe('sets', () => {
  test('members come in the order of the table', () => {
    expect(readAndCheck(arms, 'farcaster,control')).toEqual({
      value: ['control', 'farcaster'],
      problem: null,
    });
  });

  test('a required member is put back, and named', () => {
    expect(readAndCheck(arms, 'farcaster')).toEqual({
      value: ['control', 'farcaster'],
      problem: 'control cannot be left out',
    });
  });

  test('unknown members are left out, and named', () => {
    expect(readAndCheck(arms, 'control,warp')).toEqual({
      value: ['control'],
      problem: `“warp” is not one of ${Object.keys(arms.options).join(', ')}`,
    });
    expect(readAndCheck(arms, '').value).toEqual(['control']);
    expect(checkValue(arms, ['control', 7]).problem).toContain('7');
  });

  test('a value that is no list gives the default', () => {
    expect(checkValue(arms, 'control')).toMatchObject({ value: arms.default });
    expect(checkValue(arms, 'control').problem).toContain('not a list');
  });
});

describe('numbers', () => {
  test.each([
    ['none', []],
    ['0.1,0.3,1', [0.1, 0.3, 1]],
    ['-2,1e-3', [-2, 0.001]],
  ])('%s is read as %o', (text, value) => {
    expect(readAndCheck(sweepValues, text)).toEqual({ value, problem: null });
  });

  test('what is no list of numbers gives the default, and says so', () => {
    for (const text of ['', '1,two', '1,,2', 'NaN', '1e999']) {
      const { value, problem } = readAndCheck(sweepValues, text);
      expect(value).toEqual([]);
      expect(problem).toContain('is not a list of numbers');
    }
    expect(checkValue(sweepValues, '0.1').problem).toContain('is not a list of numbers');
  });

  test('steps are whole numbers of the budget, and what is none is named', () => {
    expect(readAndCheck(fields.extra, '100,20000')).toEqual({ value: [100, 20000], problem: null });
    expect(readAndCheck(fields.extra, '-5,1.5,100,1e9')).toEqual({
      value: [100],
      problem: '“-5, 1.5, 1000000000”: only whole numbers from 1 to 20000 can be used',
    });
  });

  test('half of a grouped number is no other number', () => {
    expect(readAndCheck(sweepValues, '1,000').problem).toContain('is not a list of numbers');
    expect(readAndCheck(seeds, '1,000').value).toEqual(seeds.default);
  });

  test('too many are cut off, and it says so', () => {
    const many = sequence(1, sweepValues.maxCount + 1);
    expect(checkValue(sweepValues, many)).toEqual({
      value: sequence(1, sweepValues.maxCount),
      problem: `${many.length} numbers are more than ${sweepValues.maxCount}`,
    });
  });
});

describe('widths', () => {
  test('none means no hidden layer', () => {
    expect(formatValue(layers, [])).toBe('none');
    expect(readAndCheck(layers, 'none')).toEqual({ value: [], problem: null });
  });

  test('widths are read in order', () => {
    expect(readAndCheck(layers, '16,8,4')).toEqual({ value: [16, 8, 4], problem: null });
  });

  test.each(['', '8,', '8,x', '0', '-8', '8.5', '8;8'])('“%s” gives the default', (text) => {
    const { value, problem } = readAndCheck(layers, text);
    expect(value).toEqual(layers.default);
    expect(problem).toContain('is not a list of whole widths');
  });

  test('too deep and too wide are cut to the limit, and say so', () => {
    expect(readAndCheck(layers, '9,9,9,9,9,9,9')).toEqual({
      value: [9, 9, 9, 9, 9, 9],
      problem: '7 hidden layers are more than 6',
    });
    expect(readAndCheck(layers, '8,300')).toEqual({
      value: [8, 256],
      problem: 'a width of 300 is above the maximum 256',
    });
    expect(readAndCheck(layers, '1e9,1,1,1,1,1,1').value).toEqual([256, 1, 1, 1, 1, 1]);
  });

  test('a million widths are refused without an overflow', () => {
    expect(checkValue(layers, new Array(1_000_000).fill(1)).value).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe('seeds', () => {
  test.each([
    ['16', sequence(1, 16)],
    ['1', [1]],
    ['7-7', [7]],
    ['0-0', [0]],
    ['3,5,9-12', [3, 5, 9, 10, 11, 12]],
    ['5,3', [5, 3]],
    ['2147483647-2147483647', [2147483647]],
  ])('%s is read, and written back as it was', (text, value) => {
    expect(readAndCheck(seeds, text)).toEqual({ value, problem: null });
    expect(formatValue(seeds, value)).toBe(text);
  });

  test.each([
    ['1-4', '4'],
    ['1,2,3', '3'],
    ['4,5,6', '4-6'],
    ['7-8,9', '7-9'],
    ['1-2,9', '1-2,9'],
    ['016', '16'],
  ])('%s has the shortest form %s', (text, shortest) => {
    expect(formatValue(seeds, readText(seeds, text))).toBe(shortest);
  });

  test.each([
    '',
    '0',
    'x',
    '1,',
    '1,x',
    '32.',
    '1e3',
    '3.0,5',
    '-3',
    '1.5,2',
    '9-5',
    '3,9-5',
    '2147483648-2147483648',
    '1-2-3',
  ])('“%s” gives the default, and says so', (text) => {
    const { value, problem } = readAndCheck(seeds, text);
    expect(value).toEqual(seeds.default);
    expect(problem).not.toBeNull();
  });

  test('a seed named twice counts once, and is reported', () => {
    expect(readAndCheck(seeds, '3,5,3')).toEqual({ value: [3, 5], problem: 'a seed was named twice' });
    expect(readAndCheck(seeds, '1-3,2').value).toEqual([1, 2, 3]);
  });

  test.each(['65', '100000', '99999999999999999999', '5-69', '0-2147483647', sequence(1, 65).join(',')])(
    'too many seeds are cut to 64, and reported: %s',
    (text) => {
      const { value, problem } = readAndCheck(seeds, text);
      expect(value).toHaveLength(64);
      expect(problem).toBe('more seeds than 64');
    },
  );

  test('seeds far down a long list are not lost in silence', () => {
    const { value } = readAndCheck(seeds, `${new Array(70).fill('1').join(',')},9`);
    expect(value).toEqual([1, 9]);
  });

  test('minus zero is seed 0', () => {
    expect(checkValue(seeds, [-0])).toEqual({ value: [0], problem: null });
  });

  test('a value that is no list of seeds gives the default', () => {
    for (const raw of [16, null, [], [1.5], [-1], ['1'], [NaN], [2 ** 31]])
      expect(checkValue(seeds, raw)).toMatchObject({ value: seeds.default });
  });
});

test('values are the same when they are written the same', () => {
  expect(sameValue(layers, [8, 8], [8, 8])).toBe(true);
  expect(sameValue(layers, [8, 8], [8])).toBe(false);
  expect(sameValue(seeds, sequence(1, 3), [1, 2, 3])).toBe(true);
  expect(sameValue(seeds, [1, 2, 3], [3, 2, 1])).toBe(false);
});
