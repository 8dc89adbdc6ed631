#!/usr/bin/env python3
"""Owns src/ui/charts/export/pdf/arimo.json: the letters of PDF figures, cut out of Arimo with fontTools.

python3 scripts/pdf-font.py FOLDER   FOLDER has Arimo-Regular.ttf and Arimo-Bold.ttf, of Debian's fonts-croscore
"""
import base64
import io
import json
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FILE = Path(__file__).resolve().parent.parent / 'src/ui/charts/export/pdf/arimo.json'

# Latin with the accents of names, Greek, punctuation, and the signs of formulas.
LETTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA),
    *map(ord, '‐–—‘’‚“”„†‡•…‰′″‹›⁄€←↑→↓↔∂∆∏∑−∕∙√∞∩∫≈≠≡≤≥◊□■▪▫▲►▼◄○●'),
]


def face(path):
    font = TTFont(path)
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 13, 14]
    options.drop_tables += ['GDEF', 'GPOS', 'GSUB', 'DSIG', 'gasp', 'meta']
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    written = io.BytesIO()
    font.save(written)
    order = {name: at for at, name in enumerate(font.getGlyphOrder())}
    glyphs = {chr(code): order[name] for code, name in sorted(font.getBestCmap().items())}
    widths = [font['hmtx'][name][0] for name in font.getGlyphOrder()]
    head, hhea = font['head'], font['hhea']
    return {
        'unitsPerEm': head.unitsPerEm, 'ascent': hhea.ascent, 'descent': hhea.descent,
        'box': [head.xMin, head.yMin, head.xMax, head.yMax],
        'letters': ''.join(glyphs), 'glyphs': list(glyphs.values()), 'widths': widths,
        'file': base64.b64encode(written.getvalue()).decode(),
    }


folder = Path(sys.argv[1])
text = {
    'licence': 'Arimo, copyright 2010, 2012-2020 Google LLC, SIL Open Font License 1.1, https://openfontlicense.org; '
               'reduced to the letters below',
    'regular': face(folder / 'Arimo-Regular.ttf'),
    'bold': face(folder / 'Arimo-Bold.ttf'),
}
FILE.write_text(json.dumps(text, ensure_ascii=False, separators=(',', ':')) + '\n')
print(f'Wrote {FILE}: {FILE.stat().st_size} bytes')
