/**
 * The link of an experiment inside a picture: written into SVG, PDF and PNG files, and read from files of any origin. What is
 * read is only text: it is parsed like any other link.
 */

/** What a picture says about itself. */
export interface PictureWords {
  readonly title: string;
  readonly description: string;
  /** The program and its version. */
  readonly software: string;
  /** Full link to the experiment. */
  readonly link: string | null;
  readonly digest: string | null;
}

/** Names of the text chunks of a PNG; the first four are common ones. */
const chunkNames = {
  title: 'Title',
  description: 'Description',
  software: 'Software',
  link: 'URL',
  digest: 'Digest',
} as const satisfies Record<keyof PictureWords, string>;

const signature = [137, 80, 78, 71, 13, 10, 26, 10];
/** The first chunk, IHDR, always has 13 bytes. */
const afterHead = signature.length + 4 + 4 + 13 + 4;

export const isPng = (bytes: Uint8Array): boolean => signature.every((byte, i) => bytes[i] === byte);

/** The parts of a PNG with these words and its resolution. */
export function pngWithWords(
  png: Uint8Array<ArrayBuffer>,
  words: PictureWords,
  dotsPerInch: number,
): BlobPart[] {
  const perMetre = Math.round(dotsPerInch / 0.0254);
  const size = new DataView(new ArrayBuffer(9));
  size.setUint32(0, perMetre);
  size.setUint32(4, perMetre);
  size.setUint8(8, 1);
  return [
    png.subarray(0, afterHead),
    chunk('pHYs', new Uint8Array(size.buffer)),
    ...Object.entries(chunkNames).flatMap(([key, name]) => {
      const text = words[key as keyof PictureWords];
      return text === null ? [] : [chunk('iTXt', new TextEncoder().encode(`${name}\0\0\0\0\0${text}`))];
    }),
    png.subarray(afterHead),
  ];
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, checksum(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** CRC-32 as PNG defines it. */
function checksum(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** The link in the beginning of a PNG; null if there is none. Damaged chunks end the search. */
export function linkInPng(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = signature.length; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (data.length < length || type === 'IDAT') return null;
    const link = textIn(type, data);
    if (link !== null) return link;
    at += 12 + length;
  }
  return null;
}

/** Of an uncompressed text chunk with a link. */
function textIn(type: string, data: Uint8Array): string | null {
  if (type !== 'iTXt' && type !== 'tEXt') return null;
  const [name, ...rest] = new TextDecoder().decode(data).split('\0');
  return name === chunkNames.link ? (rest.at(-1) ?? null) : null;
}

const escapes: readonly (readonly [plain: string, escaped: string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
];

const escaped = (text: string): string =>
  escapes.reduce((whole, [plain, by]) => whole.replaceAll(plain, by), text);

const unescaped = (text: string): string =>
  escapes.toReversed().reduce((whole, [plain, by]) => whole.replaceAll(by, plain), text);

/** In words of the Dublin Core, which drawing programs and readers of PDF show. */
function dublinCore({ link, digest, software }: PictureWords): string {
  const element = (name: string, text: string | null): string =>
    text === null ? '' : `<dc:${name}>${escaped(text)}</dc:${name}>`;
  return (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">' +
    `<rdf:Description rdf:about="">${element('source', link)}${element('identifier', digest)}${element('creator', software)}` +
    '</rdf:Description></rdf:RDF>'
  );
}

export const svgWithWords = (svg: string, words: PictureWords): string =>
  svg.replace(/^<svg[^>]*>/, (start) => `${start}<metadata>${dublinCore(words)}</metadata>`);

/** The metadata of a PDF, uncompressed. */
export const xmpOf = (words: PictureWords): string =>
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">${dublinCore(words)}</x:xmpmeta><?xpacket end="r"?>`;

/** The link in the metadata of an SVG or a PDF; null if there is none. */
export function linkInMetadata(text: string): string | null {
  const metadata = /<(metadata|x:xmpmeta)[\s>][^]*?<\/\1>/.exec(text)?.[0] ?? '';
  const link = /<dc:source>([^<]*)<\/dc:source>/.exec(metadata)?.[1];
  return link === undefined ? null : unescaped(link.trim());
}
