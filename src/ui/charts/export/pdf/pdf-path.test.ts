import { describe, expect, it } from 'vitest';
import { pathOperators, shapeData } from './pdf-path.ts';

const shape = (localName: string, attributes: Readonly<Record<string, number | string>>): Element =>
  ({
    localName,
    getAttribute: (name: string) => (name in attributes ? String(attributes[name]) : null),
  }) as unknown as Element;

const numbersOf = (operators: string): number[] => (operators.match(/-?[\d.]+/g) ?? []).map(Number);

describe('an outline', () => {
  it.each([
    ['M1,2L3,4H5V6Z', '1 2 m 3 4 l 5 4 l 5 6 l h'],
    ['m1 2 3 4-1-1z', '1 2 m 4 6 l 3 5 l h'],
    ['M.5.5e1l1e-2 0', '0.5 5 m 0.51 5 l'],
    ['M0 0C1 1 2 1 3 0S5-1 6 0', '0 0 m 1 1 2 1 3 0 c 4 -1 5 -1 6 0 c'],
    ['M0 0Q3 3 6 0T12 0', '0 0 m 2 2 4 2 6 0 c 8 -2 10 -2 12 0 c'],
    ['M5 5c0 1 1 2 2 2zm1 1h1', '5 5 m 5 6 6 7 7 7 c h 6 6 m 7 6 l'],
    ['M1 1L2', '1 1 m'],
    ['M1 1L2 2X3 3', '1 1 m 2 2 l'],
    ['', ''],
  ])('%s', (data, operators) => {
    expect(pathOperators(data)).toBe(operators);
  });

  it.each([
    ['a circle', shape('circle', { cx: 10, cy: 20, r: 5 }), 4],
    ['a flattened flag', shape('path', { d: 'M5 20a5 5 0 0110 0a5,5,0,0,1-10,0' }), 0],
  ])('%s has curves that stay on its edge', (_, element, quarters) => {
    const operators = pathOperators(shapeData(element));
    if (quarters > 0) expect(operators.match(/c/g)).toHaveLength(quarters);
    const curves = operators.split(' c').filter((part) => numbersOf(part).length >= 6);
    for (const curve of curves) {
      const [x, y] = numbersOf(curve).slice(-2);
      if (quarters > 0) expect(Math.hypot(x! - 10, y! - 20)).toBeCloseTo(5, 3);
    }
  });

  it('of an arc turns the way that its flags say', () => {
    const middle = (flags: string): number[] =>
      numbersOf(pathOperators(`M0 0A5 5 0 ${flags} 5 5`)).slice(0, 4);
    // Around (0, 5) clockwise on screen, around (5, 0) the other way.
    expect(middle('0 1')).toEqual([0, 0, 2.7614, 0]);
    expect(middle('0 0')).toEqual([0, 0, 0, 2.7614]);
    expect(pathOperators('M0 0A5 5 0 1 1 5 5').match(/c/g)).toHaveLength(3);
  });

  it('is that of every shape', () => {
    expect(pathOperators(shapeData(shape('line', { x1: 1, y1: 2, x2: 3, y2: 4 })))).toBe('1 2 m 3 4 l');
    expect(pathOperators(shapeData(shape('rect', { x: 1, y: 2, width: 3, height: 4 })))).toBe(
      '1 2 m 4 2 l 4 6 l 1 6 l h',
    );
    expect(pathOperators(shapeData(shape('polygon', { points: '0,0 1,0 1,1' })))).toBe('0 0 m 1 0 l 1 1 l h');
    expect(pathOperators(shapeData(shape('rect', { width: 8, height: 8, rx: 9 }))).match(/c/g)).toHaveLength(
      4,
    );
    for (const nothing of [
      shape('rect', { width: 0, height: 4 }),
      shape('circle', { r: 0 }),
      shape('title', {}),
    ])
      expect(pathOperators(shapeData(nothing))).toBe('');
  });
});
