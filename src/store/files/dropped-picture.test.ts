/** Pictures carry their experiment; what any other picture carries does no harm. */
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxLinkLength } from '../../experiment/link/link.ts';
import { isPicture, linkInPicture } from './dropped-picture.ts';
import { pngWithWords, svgWithWords, xmpOf, type PictureWords } from './picture-metadata.ts';

const link = 'http://localhost:4173/#v=3&task=circles&arms=control,farcaster&lr=0.1';
const words: PictureWords = {
  title: 'Loss — “with” and <without>',
  description: 'α & β',
  software: 'Farcast Playground 0.1.0',
  link,
  digest: 'ab12',
};

const u32 = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];
const rawChunk = (type: string, data: Iterable<number>): number[] => {
  const bytes = [...data];
  return [...u32(bytes.length), ...Buffer.from(type), ...bytes, 0, 0, 0, 0];
};
const head = [137, 80, 78, 71, 13, 10, 26, 10];
const ihdr = rawChunk('IHDR', [...u32(1), ...u32(1), 8, 2, 0, 0, 0]);
const end = [...rawChunk('IDAT', deflateSync(Buffer.from([0, 1, 2, 3]))), ...rawChunk('IEND', [])];
const plain = Uint8Array.from([...head, ...ihdr, ...end]);
const withChunk = (type: string, data: Iterable<number>): Blob =>
  new Blob([Uint8Array.from([...head, ...ihdr, ...rawChunk(type, data), ...end])]);

describe('the link in a picture', () => {
  it('comes back from a PNG, which stays whole', async () => {
    const parts = pngWithWords(plain, words, 300);
    const png = new Blob(parts);
    expect(await linkInPicture(png)).toBe(link);
    const bytes = Buffer.from(await png.arrayBuffer());
    expect(bytes.subarray(0, 33)).toEqual(Buffer.from(plain.subarray(0, 33)));
    expect(bytes.subarray(-end.length)).toEqual(Buffer.from(end));
    // pHYs: 11,811 pixels a metre; the checksum is the one every reader computes.
    expect([...bytes.subarray(33, 33 + 21)]).toEqual([
      ...[0, 0, 0, 9, 112, 72, 89, 115, 0, 0, 46, 35, 0, 0, 46, 35, 1],
      ...[0x78, 0xa5, 0x3f, 0x76],
    ]);
  });

  it('comes back from the metadata of a PDF, between bytes that are no text', async () => {
    const pdf = (metadata: string): Blob =>
      new Blob([
        '%PDF-1.7\n',
        Uint8Array.from([0xe2, 0xff, 0, 0x80]),
        metadata,
        Uint8Array.from([0xc3, 0x28]),
      ]);
    expect(await linkInPicture(pdf(xmpOf(words)))).toBe(link);
    expect(await linkInPicture(pdf(xmpOf({ ...words, link: null })))).toBeNull();
    expect(await linkInPicture(pdf(`/URI (${link})`))).toBeNull();
  });

  it('comes back from an SVG, whatever its letters', async () => {
    const svg = (given: PictureWords): Blob => new Blob([svgWithWords('<svg xmlns="x"><g/></svg>', given)]);
    expect(await linkInPicture(svg(words))).toBe(link);
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'binary' }), async (text) => {
        expect(await linkInPicture(svg({ ...words, link: `#${text}!` }))).toBe(`#${text}!`);
      }),
      { numRuns: 20 },
    );
    expect(await linkInPicture(svg({ ...words, link: null }))).toBeNull();
  });

  it('is taken from text chunks of other programs too, and from metadata only', async () => {
    expect(await linkInPicture(withChunk('tEXt', Buffer.from(`URL\0${link}`)))).toBe(link);
    expect(await linkInPicture(withChunk('tEXt', Buffer.from(`Comment\0${link}`)))).toBeNull();
    expect(await linkInPicture(withChunk('zTXt', Buffer.from(`URL\0${link}`)))).toBeNull();
    expect(await linkInPicture(new Blob([`<svg><text>&lt;dc:source>${link}</text></svg>`]))).toBeNull();
    expect(await linkInPicture(new Blob([`<svg><dc:source>${link}</dc:source></svg>`]))).toBeNull();
  });

  it('does not exist in pictures without one, cut off, or lying about their lengths', async () => {
    expect(await linkInPicture(new Blob([plain]))).toBeNull();
    const whole = new Uint8Array(await new Blob(pngWithWords(plain, words, 300)).arrayBuffer());
    for (let length = 0; length < 200; length += 7)
      expect([null, link]).toContain(await linkInPicture(new Blob([whole.slice(0, length)])));
    const lying = Uint8Array.from([...head, ...ihdr, ...u32(0xffffffff), ...Buffer.from('iTXt'), 0, 0, 0, 0]);
    expect(await linkInPicture(new Blob([lying]))).toBeNull();
    const long = `URL\0${'#'.padEnd(maxLinkLength + 1, 'x')}`;
    expect(await linkInPicture(withChunk('tEXt', Buffer.from(long)))).toBeNull();
  });

  it('is looked for in pictures only', () => {
    expect(isPicture({ name: 'a.PNG', type: '' })).toBe(true);
    expect(isPicture({ name: 'a', type: 'image/svg+xml' })).toBe(true);
    expect(isPicture({ name: 'a.pdf', type: 'application/pdf' })).toBe(true);
    expect(isPicture({ name: 'coefficients.json', type: 'application/json' })).toBe(false);
  });
});
