/** The objects of a PDF 1.7 file, written one after another with their table of places. Owns no drawing. */

/** Refers to an object: "4 0 R". */
export type Reference = `${number} 0 R`;

const latin = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 255);

/** zlib, which PDF calls FlateDecode. */
async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A text of any letters as a PDF string: UTF-16 in hexadecimal digits. */
export const hexText = (text: string): string =>
  `<FEFF${Array.from({ length: text.length }, (_, at) => hex4(text.charCodeAt(at))).join('')}>`;

export const hex4 = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');

/** Numbers with at most four decimals: PDF knows no exponents. */
export const num = (value: number): string => String(Number(value.toFixed(4)));

export class PdfFile {
  private readonly parts: Uint8Array<ArrayBuffer>[] = [latin('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')];
  private length = this.parts[0]!.length;
  private readonly places: number[] = [];

  /** A number for an object that is written later. */
  reserve(): Reference {
    this.places.push(0);
    return `${this.places.length} 0 R`;
  }

  /** `content`: its text in Latin-1, with a stream's bytes behind it. */
  write(content: string, stream?: Uint8Array<ArrayBuffer>, at = this.reserve()): Reference {
    const number = Number.parseInt(at, 10);
    this.places[number - 1] = this.length;
    this.add(latin(`${number} 0 obj\n${content}\n`));
    if (stream !== undefined) {
      this.add(latin('stream\n'));
      this.add(stream);
      this.add(latin('\nendstream\n'));
    }
    this.add(latin('endobj\n'));
    return at;
  }

  /** A stream as it is. */
  plain(entries: string, bytes: Uint8Array<ArrayBuffer>): Reference {
    return this.write(`<< ${entries} /Length ${bytes.length} >>`, bytes);
  }

  async packed(entries: string, bytes: Uint8Array<ArrayBuffer>): Promise<Reference> {
    return this.plain(`${entries} /Filter /FlateDecode`, await deflated(bytes));
  }

  /** The whole file. Nothing can be written after it. */
  finish(catalog: Reference, info: Reference): Blob {
    const start = this.length;
    const rows = this.places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`);
    const size = rows.length + 1;
    this.add(
      latin(
        `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${size} /Root ${catalog} /Info ${info} >>\nstartxref\n${start}\n%%EOF\n`,
      ),
    );
    return new Blob(this.parts, { type: 'application/pdf' });
  }

  private add(bytes: Uint8Array<ArrayBuffer>): void {
    this.parts.push(bytes);
    this.length += bytes.length;
  }
}
