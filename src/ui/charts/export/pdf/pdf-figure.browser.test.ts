/** What a reader of PDF finds in a figure; `node scripts/exports.mjs` asks Poppler about those of the page. */
import { expect, test } from 'vitest';
import { linkInPicture } from '../../../../store/files/dropped-picture.ts';
import { pdfFigure } from './pdf-figure.ts';

const words = {
  title: 'Loss − “with”',
  description: 'An experiment',
  software: 'Farcast Playground',
  link: 'http://localhost/#v=3&arms=control,farcaster',
  digest: 'abc',
};

const figure = (content: string) => ({
  title: 'Loss',
  text: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><title>Loss</title>${content}</svg>`,
  width: 200,
  height: 100,
});

const letters = 'font-family="Arial" font-size="10" fill="#102030"';

/** The file as Latin-1, and its page's operators. */
async function read(file: Blob): Promise<{ raw: string; page: string }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const raw = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const content = /\/Contents (\d+) 0 R/.exec(raw)?.[1] ?? '';
  const start = raw.indexOf('stream\n', raw.indexOf(`\n${content} 0 obj`)) + 'stream\n'.length;
  const packed = bytes.slice(start, raw.indexOf('\nendstream', start));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return { raw, page: await new Response(stream).text() };
}

test('a figure is as wide as asked, its objects are where its table says, and it carries its link', async () => {
  const { file, lacking } = await pdfFigure(figure('<rect width="9" height="9" fill="#ff0000"/>'), words, 85);
  const { raw, page } = await read(file);
  expect([file.type, lacking]).toEqual(['application/pdf', []]);
  expect(raw).toContain('/MediaBox [0 0 240.9449 120.4724]');
  expect(page).toMatch(
    /^1.2047 0 0 -1.2047 0 120.4724 cm\nq\n1 0 0 rg\n0 J\n0 j\n0 0 m 9 0 l 9 9 l 0 9 l h\nf\nQ$/,
  );
  const table = Number(/startxref\n(\d+)/.exec(raw)?.[1]);
  const rows = raw.slice(table).match(/^\d{10} 00000 n/gm) ?? [];
  expect(rows.length).toBeGreaterThan(10);
  rows.forEach((row, at) =>
    expect(raw.slice(Number.parseInt(row, 10))).toMatch(new RegExp(`^${at + 1} 0 obj`)),
  );
  expect(await linkInPicture(file)).toBe(words.link);
});

test('lines, opacities, clips and places are those of the drawing', async () => {
  const { file } = await pdfFigure(
    figure(
      '<defs><clipPath id="clip1"><rect width="50" height="40"/></clipPath></defs>' +
        '<g transform="matrix(2 0 0 2 10 20)" opacity="0.5"><g clip-path="url(#clip1)">' +
        '<line x1="0" y1="0" x2="9" y2="9" fill="none" stroke="#0000ff" stroke-width="2" stroke-dasharray="4 2 1" stroke-linecap="round" stroke-opacity="0.5"/>' +
        '<path d="M0 0h9" fill="none" stroke="none"/></g></g>',
    ),
    words,
  );
  const { raw, page } = await read(file);
  expect(page.split('\n').slice(1)).toEqual([
    ...['q', '2 0 0 2 10 20 cm', 'q', '0 0 m 50 0 l 50 40 l 0 40 l h W n', 'q', '/O500-250 gs'],
    ...['0 0 1 RG 2 w', '1 J', '0 j', '[4 2 1 4 2 1] 0 d', '0 0 m 9 9 l', 'S', 'Q', 'Q', 'Q'],
  ]);
  expect(raw).toContain('/O500-250 << /ca 0.5 /CA 0.25 >>');
});

test('words end where their anchor is, lowered letters are lowered, and boxes are reported', async () => {
  const { file, lacking } = await pdfFigure(
    figure(
      `<text x="100" y="50" text-anchor="end" ${letters}>111</text>` +
        `<text x="10" y="60" ${letters}>w<tspan dy="1.8" font-size="7">2</tspan></text>` +
        `<text x="10" y="70" font-weight="bold" ${letters}>漢</text>`,
    ),
    words,
  );
  const { page } = await read(file);
  const places = [...page.matchAll(/\/(\w+) ([\d.]+) Tf .* rg\n1 0 0 -1 ([\d.]+) ([\d.]+) Tm/g)];
  expect(places.map(([, ...of]) => of)).toEqual([
    // Digits of Arial are 0.5562 wide.
    ['regular', '10', '83.3154', '50'],
    ['regular', '10', '10', '60'],
    ['regular', '7', '17.2217', '61.8'],
    ['bold', '10', '10', '70'],
  ]);
  expect(lacking).toEqual(['漢']);
});
