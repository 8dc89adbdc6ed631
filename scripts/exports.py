#!/usr/bin/env python3
"""Owns what other programs must find in the files that the page saves. `node scripts/exports.mjs` makes them.

python3 scripts/exports.py FOLDER   ends with 1 if something is wrong; says which programs are missing
"""
import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

try:
    import cairosvg
except ImportError:
    cairosvg = None
try:
    from PIL import Image
except ImportError:
    Image = None

FOLDER = Path(sys.argv[1])
SVG = '{http://www.w3.org/2000/svg}'
DC = '{http://purl.org/dc/elements/1.1/}'
PT = 72 / 25.4
wrong, counts = [], {}


def check(right, what):
    if not right:
        wrong.append(what)


def count(what):
    counts[what] = counts.get(what, 0) + 1


def has(program):
    if shutil.which(program) is None:
        counts[f'{program} (missing: skipped)'] = 0
        return False
    return True


def run(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout


def words(text):
    """Without spaces, which programs set differently, and with one kind of lowered digits."""
    return re.sub(r'\s+', '', text)


# --- tables ----------------------------------------------------------------------------------------------------

def read_csv(data, name):
    text = data.decode('ascii')
    notes = dict(re.findall(r'^# (\w+): (.*?)\r?$', text, re.M))
    check({'table', 'digest', 'link', 'software'} <= set(notes), f'{name}: provenance is missing')
    comments = sum(line.startswith('#') for line in text.splitlines())
    frame = pd.read_csv(BytesIO(data), comment='#', float_precision='round_trip')
    array = np.genfromtxt(BytesIO(data), delimiter=',', names=True, dtype=None, encoding='ascii', skip_header=comments)
    array = np.atleast_1d(array)
    check(list(frame.columns) == list(array.dtype.names), f'{name}: columns differ between numpy and pandas')
    check(len(frame) == len(array), f'{name}: {len(frame)} rows in pandas, {len(array)} in numpy')
    for column in frame.columns:
        if frame[column].dtype != object and array[column].dtype.kind in 'if':
            same = np.array_equal(frame[column].to_numpy(float), array[column].astype(float), equal_nan=True)
            check(same, f'{name}: {column} differs between numpy and pandas')
    count('tables read by numpy and pandas')
    return frame, notes


def check_curves(frame, result):
    """Every loss in the table of curves is bit-identical to that of the result."""
    seen = 0
    for arm in result['arms']:
        for replica in arm['replicas']:
            own = frame[(frame['arm'] == arm['id']) & (frame['seed'] == replica['seed'])]
            # Before the first step there is a loss too, which the result does not have.
            losses = own[own['step'] > 0].sort_values('step')['training_loss_of_step'].to_numpy(np.float32)
            check(np.array_equal(losses, np.asarray(replica['loss'], np.float32)), f"curve of {arm['id']} {replica['seed']}")
            seen += len(losses)
    check(seen > 0, 'the table of curves is empty')
    counts['losses equal to those of result.json'] = seen


def check_archive(result):
    [path] = (FOLDER / 'everything').glob('*.zip')
    archive = zipfile.ZipFile(path)
    check(archive.testzip() is None, 'the archive is damaged')
    for name in archive.namelist():
        data = archive.read(name)
        if name.endswith('.csv'):
            frame, notes = read_csv(data, name)
            if name == 'seeds/curves.csv':
                check_curves(frame, result)
                check(notes['digest'] == result['digest'], f'{name}: another digest')
        if name.endswith('.svg'):
            check_svg(data, name)
    compile(archive.read('repeat.py'), 'repeat.py', 'exec')
    check(json.loads(archive.read('result.json'))['digest'] == result['digest'], 'result.json: another digest')
    check(archive.read('cite.bib').count(b'@') >= 2, 'cite.bib: two entries')
    count('archives')


# --- figures ---------------------------------------------------------------------------------------------------

def texts_of(svg):
    return [''.join(text.itertext()) for text in svg.iter(f'{SVG}text')]


def ink(image):
    """Share of pixels that are not white."""
    grey = np.asarray(image.convert('RGB').resize((600, round(600 * image.height / image.width))), float).min(axis=2)
    return float((grey < 200).mean())


def alike(inks, name):
    check(max(inks.values()) < 1.35 * min(inks.values()) and min(inks.values()) > 0, f'{name}: ink differs: {inks}')


def has_no_link(name):
    """Saved runs over each other are of several experiments."""
    return 'compare' in name


def check_svg(data, name):
    """Returns its words, and how much of it is drawn by program."""
    svg = xml.fromstring(data)
    check(not re.search(rb'paint-order|rgba\(|\sstyle=|<style|\sclass=', data), f'{name}: what some readers do not know')
    link = svg.find(f'.//{DC}source')
    check(link is not None and '#v=' in link.text or has_no_link(name), f'{name}: no link in its metadata')
    inks = {}
    if Image is not None:
        if has('rsvg-convert'):
            drawn = subprocess.run(['rsvg-convert', '--width', '1200', '--background-color', 'white'], input=data, check=True,
                                   capture_output=True).stdout
            inks['rsvg'] = ink(Image.open(BytesIO(drawn)))
            count('SVG drawn by rsvg-convert')
        if cairosvg is not None:
            drawn = cairosvg.svg2png(data, output_width=1200, background_color='white')
            inks['cairosvg'] = ink(Image.open(BytesIO(drawn)))
            count('SVG drawn by CairoSVG')
    if len(inks) > 1:
        alike(inks, name)
    return texts_of(svg), inks


def check_pdf(path, texts, inks):
    name = path.name
    info = run('pdfinfo', str(path)).decode()
    check('Pages:           1' in info, f'{name}: more than a page')
    check(('#v=' in info or has_no_link(name)) and 'Farcast Playground' in info, f'{name}: no link or program in its information')
    fonts = run('pdffonts', str(path)).decode().splitlines()[2:]
    check(fonts and all(re.search(r'\s(yes)\s+(yes|no)\s+(yes)\s', font) for font in fonts), f'{name}: fonts are not embedded')
    found = words(run('pdftotext', '-raw', str(path), '-').decode())
    for text in texts:
        check(words(text) in found, f'{name}: “{text}” is not found by pdftotext')
        count('labels found by pdftotext')
    if Image is not None:
        drawn = run('pdftoppm', '-png', '-scale-to-x', '1200', '-scale-to-y', '-1', '-singlefile', str(path))
        alike({**inks, 'poppler': ink(Image.open(BytesIO(drawn)))}, name)
    count('PDF read by Poppler')
    return info


def check_png(path, inks):
    if Image is None:
        return
    image = Image.open(path)
    image.load()
    check('#v=' in image.text.get('URL', '') or has_no_link(path.name), f'{path.name}: no link in its text')
    check(image.info['dpi'][0] > 100, f'{path.name}: no resolution')
    paper = Image.new('RGBA', image.size, 'white')
    paper.alpha_composite(image.convert('RGBA'))
    alike({**inks, 'png': ink(paper)}, path.name)
    count('PNG read by Pillow')


def check_figures():
    for path in sorted(FOLDER.glob('figures/*.svg')) + sorted(FOLDER.glob('column/*.svg')):
        texts, inks = check_svg(path.read_bytes(), path.name)
        check(len(texts) > 3, f'{path.name}: too few words')
        check_png(path.with_suffix('.png'), inks)
        if not has('pdftotext'):
            continue
        info = check_pdf(path.with_suffix('.pdf'), texts, inks)
        if path.parent.name == 'column':
            width = float(re.search(r'Page size: +([\d.]+)', info)[1])
            check(abs(width - 85 * PT) < 0.1, f'{path.name}: {width} pt wide, not 85 mm')
    for path in sorted(FOLDER.glob('figures/*.csv')):
        read_csv(path.read_bytes(), path.name)


def check_print(result):
    if not has('pdftotext'):
        return
    for path in sorted(FOLDER.glob('print-*.pdf')):
        found = words(run('pdftotext', '-raw', str(path), '-').decode())
        [start] = re.findall(r'^.{20}', words(result['verdict']['sentence']))
        check(start in found, f'{path.name}: the verdict is not in it')
        count('printed pages read by Poppler')


run_result = json.loads((FOLDER / 'result.json').read_text())
check_figures()
check_archive(run_result)
check_print(run_result)
if cairosvg is None:
    counts['CairoSVG (missing: skipped)'] = 0
if Image is None:
    counts['Pillow (missing: pictures are not compared)'] = 0
for what, number in counts.items():
    print(f'{number:>8}  {what}')
for what in wrong:
    print(f'WRONG: {what}')
sys.exit(1 if wrong else 0)
