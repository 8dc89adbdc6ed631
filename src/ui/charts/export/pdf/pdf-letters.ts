/** The letters of PDF figures: which glyph a letter has, how wide it is, and the fonts as objects of a file. */
import fonts from './arimo.json';
import { hex4, type PdfFile, type Reference } from './pdf-file.ts';

/** Names of fonts in a content stream. */
export type FaceName = 'regular' | 'bold';

export class Face {
  private readonly glyphs: ReadonlyMap<string, number>;
  private readonly font: (typeof fonts)[FaceName];
  readonly name: FaceName;

  constructor(name: FaceName) {
    this.name = name;
    this.font = fonts[name];
    this.glyphs = new Map(Array.from(this.font.letters, (letter, at) => [letter, this.font.glyphs[at]!]));
  }

  /** In hexadecimal digits of glyphs; a letter that the font lacks is an empty box. */
  coded(text: string): string {
    return Array.from(text, (letter) => hex4(this.glyphs.get(letter) ?? 0)).join('');
  }

  /** For letters of size 1. */
  width(text: string): number {
    const units = Array.from(text).reduce(
      (sum, letter) => sum + this.font.widths[this.glyphs.get(letter) ?? 0]!,
      0,
    );
    return units / this.font.unitsPerEm;
  }

  lacks(text: string): string[] {
    return Array.from(text).filter((letter) => !this.glyphs.has(letter));
  }

  async write(file: PdfFile): Promise<Reference> {
    const { font } = this;
    const perMille = (units: number): number => Math.round((units * 1000) / font.unitsPerEm);
    const name = `/Arimo-${this.name === 'bold' ? 'Bold' : 'Regular'}`;
    const bytes = Uint8Array.from(atob(font.file), (letter) => letter.charCodeAt(0));
    const program = await file.packed(`/Length1 ${bytes.length}`, bytes);
    const descriptor = file.write(
      `<< /Type /FontDescriptor /FontName ${name} /Flags 32 /FontBBox [${font.box.map(perMille).join(' ')}] /ItalicAngle 0 /Ascent ${perMille(font.ascent)} /Descent ${perMille(font.descent)} /CapHeight 716 /StemV ${this.name === 'bold' ? 140 : 80} /FontFile2 ${program} >>`,
    );
    const descendant = file.write(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont ${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} /CIDToGIDMap /Identity /W [0 [${font.widths.map(perMille).join(' ')}]] >>`,
    );
    const toLetters = await file.packed('', new TextEncoder().encode(lettersOfGlyphs(this.glyphs)));
    return file.write(
      `<< /Type /Font /Subtype /Type0 /BaseFont ${name} /Encoding /Identity-H /DescendantFonts [${descendant}] /ToUnicode ${toLetters} >>`,
    );
  }
}

const mostInBlock = 100;

/** What readers copy and search: the letter of every glyph, the first one if two letters share it. */
function lettersOfGlyphs(glyphs: ReadonlyMap<string, number>): string {
  const letters = new Map([...glyphs].toReversed().map(([letter, glyph]) => [glyph, letter]));
  const rows = [...letters].map(([glyph, letter]) => `<${hex4(glyph)}> <${hex4(letter.charCodeAt(0))}>`);
  const blocks: string[] = [];
  for (let at = 0; at < rows.length; at += mostInBlock) {
    const some = rows.slice(at, at + mostInBlock);
    blocks.push(`${some.length} beginbfchar\n${some.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
${blocks.join('\n')}
endcmap CMapName currentdict /CMap defineresource pop end end`;
}
