/** A figure as a paper or a slide needs it: its width, letters, background and parts, seen before it is saved. */
import { useEffect, useState, type ReactNode } from 'react';
import { useUi } from '../../app/ui-context.ts';
import buttons from '../../primitives/buttons.module.css';
import { Dialog } from '../../layout/Dialog.tsx';
import dialog from '../../layout/dialog.module.css';
import { Segmented } from '../../primitives/Segmented.tsx';
import type { FigureFiles, PictureKind } from './figure-files.ts';
import { figureSvg, margins, type SavedFigure } from './figure-svg.ts';
import { captionOf, fileName, pictureWords, provenanceOf, type Provenance } from './provenance.ts';
import { savePicture } from './save.ts';
import { Sheet } from './Sheet.tsx';
import css from './FigureDialog.module.css';

interface Size {
  readonly label: string;
  readonly millimetres: number;
  /** Of a PNG. */
  readonly dotsPerInch: number;
  /** Usual size of the letters at its axes. */
  readonly points: number;
}

const sizes = {
  column: { label: 'column, 85 mm', millimetres: 85, dotsPerInch: 600, points: 7 },
  page: { label: 'page, 170 mm', millimetres: 170, dotsPerInch: 300, points: 8 },
  slide: { label: 'slide, 16 : 9', millimetres: 338.7, dotsPerInch: 144, points: 18 },
} as const satisfies Record<string, Size>;

type SizeName = keyof typeof sizes;

const fontSizes = [6, 7, 8, 9, 10, 12, 14, 18, 24];

/** Letters at axes of the page, CSS px (`--text-axis`). */
const axisLetters = 11;

const parts = [
  ['title', 'title'],
  ['legend', 'legend and controls’ words'],
  ['caption', 'caption: seeds, interval, engine, version, digest, link'],
] as const;

interface Choice {
  readonly size: SizeName;
  readonly points: number;
  readonly isTransparent: boolean;
  readonly title: boolean;
  readonly legend: boolean;
  readonly caption: boolean;
}

const first: Choice = {
  ...{ size: 'column', points: sizes.column.points, isTransparent: false },
  ...{ title: true, legend: true, caption: true },
};

/** As last chosen on this visit. */
let latest = first;

/** CSS px of a drawing whose letters at axes have this size in print. */
const drawingWidth = ({ size, points }: Pick<Choice, 'size' | 'points'>): number =>
  Math.round((axisLetters * (sizes[size].millimetres / 25.4) * 72) / points);

interface FigureDialogProps extends FigureFiles {
  readonly onClose: () => void;
}

export default function FigureDialog({ area, of, figure, onClose }: FigureDialogProps) {
  const { app } = useUi();
  const [choice, setChoice] = useState(latest);
  const [provenance, setProvenance] = useState<Provenance | null>(null);
  const [drawn, setDrawn] = useState<SavedFigure | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    void provenanceOf(app, of).then(setProvenance);
    // The figure of the moment when the dialog was opened.
  }, []); // eslint-disable-line
  const change = (values: Partial<Choice>): void => {
    latest = { ...choice, ...values };
    setChoice(latest);
    setDrawn(null);
    setWrong(null);
  };
  const { millimetres, dotsPerInch } = sizes[choice.size];
  const draw = (element: HTMLElement, from: Provenance): void =>
    setDrawn(
      figureSvg(element, choice.caption ? captionOf(from) : '', {
        millimetres,
        isTransparent: choice.isTransparent,
      }),
    );
  const save = async (kind: PictureKind): Promise<void> => {
    if (drawn === null || provenance === null) return;
    const words = pictureWords(provenance, drawn.title);
    const density = ((millimetres / 25.4) * dotsPerInch) / drawn.width;
    const print = { density, dotsPerInch, millimetres };
    setWrong(await savePicture(kind, drawn, words, fileName(provenance, area), print));
  };
  return (
    <Dialog title="Figure for a paper or a slide" onClose={onClose}>
      <Choices choice={choice} onChange={change} />
      <div className={css['preview']} data-transparent={choice.isTransparent} aria-live="polite">
        {drawn === null ? (
          <p>Drawing …</p>
        ) : (
          <img
            src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn.text)}`}
            alt={`Preview: ${drawn.title}`}
          />
        )}
      </div>
      <p className={css['note']}>
        The link and the digest are in the file: dropped on this page, it opens the experiment again.
      </p>
      <footer className={dialog['foot']}>
        {wrong !== null && <span role="alert">{wrong}</span>}
        <button type="button" className={buttons['outlined']} onClick={() => void save('PNG')}>
          Save PNG, {dotsPerInch} dpi
        </button>
        <button type="button" className={buttons['outlined']} onClick={() => void save('SVG')}>
          Save SVG
        </button>
        <button type="button" className={buttons['primary']} onClick={() => void save('PDF')}>
          Save PDF
        </button>
      </footer>
      {provenance !== null && drawn === null && (
        <Sheet
          key={JSON.stringify(choice)}
          look={{ ...choice, width: drawingWidth(choice) - margins }}
          onDrawn={(element) => draw(element, provenance)}
        >
          {figure}
        </Sheet>
      )}
    </Dialog>
  );
}

interface ChoicesProps {
  readonly choice: Choice;
  readonly onChange: (values: Partial<Choice>) => void;
}

function Choices({ choice, onChange }: ChoicesProps) {
  return (
    <div className={css['rows']}>
      <Row label="Width">
        <Segmented
          legend="Width"
          options={Object.entries(sizes).map(([name, { label }]) => [name as SizeName, label] as const)}
          value={choice.size}
          onChange={(size) => onChange({ size, points: sizes[size].points })}
        />
      </Row>
      <Row label="Letters at axes">
        <select
          aria-label="Letters at axes"
          className={css['select']}
          value={choice.points}
          onChange={({ target }) => onChange({ points: Number(target.value) })}
        >
          {fontSizes.map((points) => (
            <option key={points} value={points}>
              {points} pt
            </option>
          ))}
        </select>
      </Row>
      <Row label="Background">
        <Segmented
          legend="Background"
          options={[
            ['white', 'white'],
            ['transparent', 'transparent'],
          ]}
          value={choice.isTransparent ? 'transparent' : 'white'}
          onChange={(value) => onChange({ isTransparent: value === 'transparent' })}
        />
      </Row>
      <Row label="With">
        {parts.map(([part, words]) => (
          <label key={part} className={dialog['check']}>
            <input
              type="checkbox"
              checked={choice[part]}
              onChange={({ target }) => onChange({ [part]: target.checked })}
            />
            {words}
          </label>
        ))}
      </Row>
    </div>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={css['row']}>
      <span className={css['label']}>{label}</span>
      <div className={css['choices']}>{children}</div>
    </div>
  );
}
