/** What a figure's menu of files does, fetched on first use: saves its picture or its numbers, or opens the dialog. */
import { useEffect, useState } from 'react';
import { useUi } from '../../app/ui-context.ts';
import type { FigureFiles, FileKind } from './figure-files.ts';
import FigureDialog from './FigureDialog.tsx';
import { figureSvg } from './figure-svg.ts';
import { captionOf, fileName, pictureWords, provenanceOf } from './provenance.ts';
import { download, pngFile, saveTable, svgFile } from './save.ts';
import { Sheet } from './Sheet.tsx';

interface FigureJobProps extends FigureFiles {
  readonly kind: FileKind;
  readonly onDone: () => void;
}

export default function FigureJob({ kind, onDone, ...files }: FigureJobProps) {
  if (kind === 'CSV') return <SaveTable {...files} onDone={onDone} />;
  if (kind === 'Figure') return <FigureDialog {...files} onClose={onDone} />;
  return <SavePicture {...files} kind={kind} onDone={onDone} />;
}

function SaveTable({ area, of, table, onDone }: Omit<FigureJobProps, 'kind'>) {
  const { app } = useUi();
  useEffect(() => {
    void saveTable(app, area, table(true), of).finally(onDone);
    // Once: the numbers of this moment.
  }, []); // eslint-disable-line
  return null;
}

function SavePicture({
  kind,
  area,
  of,
  figure,
  density = 4,
  onDone,
}: FigureJobProps & { readonly kind: 'SVG' | 'PNG' }) {
  const { app } = useUi();
  const [refused, setRefused] = useState(false);
  const save = async (drawn: HTMLElement): Promise<void> => {
    const provenance = await provenanceOf(app, of);
    const saved = figureSvg(drawn, captionOf(provenance));
    const words = pictureWords(provenance, saved.title);
    const file = kind === 'SVG' ? svgFile(saved, words) : await pngFile(saved, words, density);
    if (file === null) {
      setRefused(true);
      return;
    }
    download(file, `${fileName(provenance, area)}.${kind.toLowerCase()}`);
    onDone();
  };
  return refused ? (
    <span role="alert">This browser could not draw the picture; SVG works.</span>
  ) : (
    <Sheet onDrawn={(drawn) => void save(drawn)}>{figure}</Sheet>
  );
}
