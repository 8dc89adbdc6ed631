/**
 * A saved drawing as a PDF of one page in the size of the figure: vectors, its letters embedded and searchable, link and
 * digest in its metadata. For papers; fetched on first use.
 */
import { xmpOf, type PictureWords } from '../../../../store/files/picture-metadata.ts';
import type { SavedFigure } from '../figure-svg.ts';
import { drawnIn, type Drawn } from './pdf-drawing.ts';
import { hexText, num, PdfFile, type Reference } from './pdf-file.ts';
import { Face } from './pdf-letters.ts';

/** Points of PDF in a CSS px and in a millimetre. */
const perPx = 0.75;
const perMillimetre = 72 / 25.4;

export interface PdfFigure {
  readonly file: Blob;
  /** Letters that its fonts lack: empty boxes in the file. */
  readonly lacking: readonly string[];
}

/** `millimetres`: width in print; without it, a px of the page is a px of the file. */
export async function pdfFigure(
  { text, width, height }: SavedFigure,
  words: PictureWords,
  millimetres?: number,
): Promise<PdfFigure> {
  const svg = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  const faces = { regular: new Face('regular'), bold: new Face('bold') };
  const drawn = drawnIn(svg, faces);
  const file = new PdfFile();
  // First, so that what reads only the beginning of a file finds it.
  const metadata = file.plain('/Type /Metadata /Subtype /XML', new TextEncoder().encode(xmpOf(words)));
  const scale = millimetres === undefined ? perPx : (millimetres * perMillimetre) / width;
  const box = [width * scale, height * scale];
  // SVG counts y from the top.
  const operators = `${num(scale)} 0 0 ${num(-scale)} 0 ${num(box[1]!)} cm\n${drawn.operators}`;
  const content = await file.packed('', new TextEncoder().encode(operators));
  const fonts = [await faces.regular.write(file), await faces.bold.write(file)];
  const resources = [
    `/Font << /regular ${fonts[0]} /bold ${fonts[1]} >>`,
    `/ExtGState << ${opacitiesOf(drawn)} >>`,
    `/XObject << ${(await imagesOf(drawn, file)).join(' ')} >>`,
  ].join(' ');
  const pages = file.reserve();
  const page = file.write(
    `<< /Type /Page /Parent ${pages} /MediaBox [0 0 ${box.map(num).join(' ')}] /Contents ${content} /Resources << ${resources} >> /Group << /S /Transparency /CS /DeviceRGB >> >>`,
  );
  file.write(`<< /Type /Pages /Kids [${page}] /Count 1 >>`, undefined, pages);
  const catalog = file.write(
    `<< /Type /Catalog /Pages ${pages} /Metadata ${metadata} /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>`,
  );
  const info = file.write(
    `<< /Title ${hexText(words.title)} /Subject ${hexText(words.description)} /Creator ${hexText(words.software)} /Keywords ${hexText([words.digest, words.link].filter((word) => word !== null).join(' '))} >>`,
  );
  return { file: file.finish(catalog, info), lacking: [...drawn.lacking] };
}

const opacitiesOf = ({ opacities }: Drawn): string =>
  [...opacities]
    .map(([name, [fill, stroke]]) => `/${name} << /ca ${num(fill)} /CA ${num(stroke)} >>`)
    .join(' ');

/** Pictures within the figure, as colours without transparency: they are painted on paper. */
async function imagesOf({ images }: Drawn, file: PdfFile): Promise<string[]> {
  const names: string[] = [];
  for (const [address, name] of images) names.push(`/${name} ${await imageObject(address, file)}`);
  return names;
}

async function imageObject(address: string, file: PdfFile): Promise<Reference> {
  const image = new Image();
  image.src = address;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const colours = new Uint8Array(3 * width * height);
  for (let at = 0; at < width * height; at += 1) colours.set(data.subarray(4 * at, 4 * at + 3), 3 * at);
  return file.packed(
    `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8`,
    colours,
  );
}
