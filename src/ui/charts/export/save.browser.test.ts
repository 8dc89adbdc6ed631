/** What a person finds in the folder of downloads after a figure was saved, and when nothing is put there. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { linkInPicture } from '../../../store/files/dropped-picture.ts';
import { figureSvg } from './figure-svg.ts';
import { csvFile, download, pngFile, saveJson, svgFile } from './save.ts';

const words = {
  title: 'Loss',
  description: 'An experiment',
  software: 'Farcast Playground',
  link: 'http://localhost/#v=3&arms=control,farcaster',
  digest: 'abc',
};

interface Download {
  readonly name: string;
  readonly content: Promise<Blob>;
  readonly address: string;
}

let downloads: Download[];
let figure: HTMLElement;

beforeEach(() => {
  downloads = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    const content = fetch(this.href).then((answer) => answer.blob());
    downloads.push({ name: this.download, content, address: this.href });
  });
  figure = document.createElement('figure');
  figure.style.cssText = 'margin: 0; width: 300px; height: 100px';
  figure.innerHTML = '<figcaption><span>Loss</span></figcaption>';
  const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  drawing.innerHTML = '<rect x="10" y="10" width="80" height="40" fill="#ff0000"></rect>';
  figure.append(drawing);
  document.body.append(figure);
});

afterEach(() => {
  figure.remove();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const only = async (): Promise<{ name: string; type: string; blob: Blob }> => {
  expect(downloads).toHaveLength(1);
  const blob = await downloads[0]!.content;
  return { name: downloads[0]!.name, type: blob.type, blob };
};

test('a figure as SVG, as wide in print as asked, with its link', async () => {
  const saved = figureSvg(figure, 'An experiment', { millimetres: 85 });
  download(svgFile(saved, words), 'farcast-loss.svg');
  const { name, type, blob } = await only();
  expect([name, type]).toEqual(['farcast-loss.svg', 'image/svg+xml']);
  const drawn = new DOMParser().parseFromString(await blob.text(), 'image/svg+xml').documentElement;
  expect([drawn.nodeName, drawn.textContent]).toEqual([
    'svg',
    expect.stringMatching(/Loss[^]*An experiment/),
  ]);
  expect([drawn.getAttribute('width'), drawn.getAttribute('viewBox')]).toEqual([
    '85mm',
    `0 0 ${saved.width} ${saved.height}`,
  ]);
  expect(await linkInPicture(blob)).toBe(words.link);
});

test('a transparent figure has no paper, and no halos around its words', () => {
  figure.querySelector('svg')!.innerHTML =
    '<text x="20" y="20" style="paint-order: stroke" stroke="#fff" stroke-width="3">word</text>';
  const textsIn = (isTransparent: boolean): (string | null)[] => {
    const { text } = figureSvg(figure, '', { isTransparent });
    const drawn = new DOMParser().parseFromString(text, 'image/svg+xml');
    expect(drawn.querySelector('svg > rect') === null).toBe(isTransparent);
    return [...drawn.querySelectorAll('g text')].map((each) => each.getAttribute('stroke'));
  };
  expect([textsIn(false), textsIn(true)]).toEqual([['#ffffff', null], [null]]);
});

test.each([4, 2.5])('a figure as PNG, with %s pixels for each of the page', async (density) => {
  const saved = figureSvg(figure, '');
  const blob = (await pngFile(saved, words, density))!;
  expect(blob.type).toBe('image/png');
  expect(await linkInPicture(blob)).toBe(words.link);
  const picture = await createImageBitmap(blob);
  expect([picture.width, picture.height]).toEqual(
    [saved.width, saved.height].map((side) => Math.round(density * side)),
  );
  const context = Object.assign(document.createElement('canvas'), {
    width: picture.width,
    height: picture.height,
  }).getContext('2d')!;
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, picture.width, picture.height);
  let red = 0;
  for (let at = 0; at < data.length; at += 4)
    red += data[at]! > 250 && data[at + 1]! < 5 && data[at + 3] === 255 ? 1 : 0;
  // The whole of the rectangle, and nothing else.
  expect(red / (80 * 40 * density ** 2)).toBeCloseTo(1, 1);
});

test('no PNG where the browser cannot make one', async () => {
  vi.spyOn(HTMLImageElement.prototype, 'decode').mockRejectedValueOnce(new DOMException('', 'EncodingError'));
  expect(await pngFile(figureSvg(figure, ''), words, 4)).toBeNull();
  vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementationOnce((taken) => taken(null));
  expect(await pngFile(figureSvg(figure, ''), words, 4)).toBeNull();
});

test('numbers, whose addresses are given back later', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  download(csvFile({ columns: [['step', 'step']], rows: [[1], [2]] }, { link: 'x' }), 'farcast-loss.csv');
  saveJson('{}', 'farcast');
  const found = await Promise.all(
    downloads.map(async ({ name, content }) => [name, (await content).type, await (await content).text()]),
  );
  expect(found).toEqual([
    [
      'farcast-loss.csv',
      'text/csv',
      expect.stringMatching(/^# read: .*\r\n# link: x\r\nstep\r\n1\r\n2\r\n$/),
    ],
    ['farcast.json', 'application/json', '{}'],
  ]);
  const { address } = downloads[0]!;
  vi.advanceTimersByTime(5000);
  expect((await fetch(address)).ok).toBe(true);
  vi.advanceTimersByTime(20_000);
  await expect(fetch(address)).rejects.toThrow();
});
