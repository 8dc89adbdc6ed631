// Owns the contrast of our colours, also where no tool can judge it: text in charts has no background of its own.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { armNames, armRecords } from '../../experiment/arms.ts';
import { series } from './arms.ts';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8').split('@media')[0] ?? '';
const tokens = [...css.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g)].map(
  ([, name = '', light = '', dark = '']) => ({ name, light, dark }),
);
const arms = armNames.map((arm) => {
  const [light, dark] = armRecords[arm].color;
  return { name: `arm-${arm}`, light, dark };
});
const colours = [...tokens, ...arms];
const text = colours.filter(({ name }) => /^(ink|ink-soft|arm-\w+)$/.test(name));
const plain = colours.filter(({ name }) => ['paper', 'raised', 'wash'].includes(name));
const shade = /--shade: light-dark\(rgb\(0 0 0 \/ (\d+)%\), rgb\(255 255 255 \/ (\d+)%\)\)/.exec(css);
/** Charts shade a window on paper. */
const shaded = plain
  .filter(({ name }) => name === 'paper')
  .map(({ light, dark }) => ({
    name: 'shade',
    light: mixed(light, 0, Number(shade?.[1]) / 100),
    dark: mixed(dark, 255, Number(shade?.[2]) / 100),
  }));
const grounds = [...plain, ...shaded];

/** A colour with a share of a grey (0 to 255) over it. */
function mixed(hex: string, grey: number, share: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const over = channels.map((value) => Math.round(value + share * (grey - value)));
  return `#${over.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 to 21. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test('contrast is what the standard says', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

test('the colours are found', () => {
  const drawn = Object.values(series).map(({ color }) => color.replace(/^var\(--(.*)\)$/, '$1'));
  expect(text.map(({ name }) => name)).toEqual(expect.arrayContaining(['ink', 'ink-soft', ...drawn]));
  expect(grounds.map(({ name }) => name)).toEqual(['paper', 'raised', 'wash', 'shade']);
  expect(shaded[0]?.light).toMatch(/^#[\da-f]{6}$/);
});

for (const scheme of ['light', 'dark'] as const)
  test.each(text)(`$name can be read on every ground, ${scheme}`, (colour) => {
    for (const ground of grounds)
      expect(contrast(colour[scheme], ground[scheme]), `on ${ground.name}`).toBeGreaterThanOrEqual(4.5);
  });
