/** What a figure's menu of files does, fetched on first use: saves its picture or its numbers, or opens the dialog. */
import { useEffect, useState } from 'react';
import { useUi } from '../../app/ui-context.ts';
import type { FigureFiles, FileKind, PictureKind } from './figure-files.ts';
import FigureDialog from './FigureDialog.tsx';
import { figureSvg } from './figure-svg.ts';
import { captionOf, fileName, pictureWords, provenanceOf } from './provenance.ts';
import { savePicture, saveTable } from './save.ts';
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
}: FigureJobProps & { readonly kind: PictureKind }) {
  const { app } = useUi();
  const [wrong, setWrong] = useState<string | null>(null);
  const save = async (drawn: HTMLElement): Promise<void> => {
    const provenance = await provenanceOf(app, of);
    const saved = figureSvg(drawn, captionOf(provenance));
    const words = pictureWords(provenance, saved.title);
    const problem = await savePicture(kind, saved, words, fileName(provenance, area), { density });
    setWrong(problem);
    if (problem === null) onDone();
  };
  return wrong === null ? (
    <Sheet onDrawn={(drawn) => void save(drawn)}>{figure}</Sheet>
  ) : (
    <span role="alert">{wrong}</span>
  );
}
