/** The decision boundary of the control and of the treated network, or the surface they predict, side by side. */
import { boundaryView, type BoundarySide, type BoundaryView } from './view.ts';
import { useView } from '../../../ui/app/ui-context.ts';
import { series } from '../../../ui/primitives/arms.ts';
import { compact, percent } from '../../../ui/primitives/numbers.ts';
import { CanvasFigure, cssColor, Pair, paletteOf, type Palette, usePainted } from '../CanvasFigure.tsx';
import css from '../network.module.css';
import { outcomeTable } from '../tables.ts';
import { useCallback } from 'react';
import type { Paint } from '../../../ui/charts/export/on-sheet.ts';

export function BoundaryPair() {
  const view = useView(boundaryView);
  const { kind, empty, sides, summary } = view;
  return (
    <CanvasFigure
      title={kind === 'classes' ? 'Decision boundary' : 'Predicted surface'}
      caption={captions[kind]}
      area="network-boundary"
      help="boundary"
      summary={summary}
      empty={empty}
      table={() => outcomeTable(view)}
    >
      <Pair sides={sides} className={css['pair']}>
        {(side) => (
          <>
            <BoundaryCanvas view={view} side={side} />
            <dl className={css['facts']}>
              <Facts name="training" {...side.train} />
              <Facts name="test" {...side.test} />
            </dl>
          </>
        )}
      </Pair>
    </CanvasFigure>
  );
}

const captions: Readonly<Record<BoundaryView['kind'], string>> = {
  classes: 'tone: how likely class 1 is; line: undecided; filled dots: class 1',
  surface: 'tone: how high; line: 0; dots: targets, in the same tone',
};

interface FactsProps {
  readonly name: string;
  readonly loss: number;
  readonly accuracy: number | null;
}

function Facts({ name, loss, accuracy }: FactsProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>loss {compact(loss)}</dd>
      {accuracy !== null && <dd>{percent(accuracy)} right</dd>}
    </div>
  );
}

const pixels = 512;

/** How dark the darkest of the field is, as a share of ink. */
const darkest = 0.3;

interface BoundaryCanvasProps {
  readonly view: BoundaryView;
  readonly side: BoundarySide;
}

function BoundaryCanvas({ view, side }: BoundaryCanvasProps) {
  const paint = useCallback<Paint>((target, styled) => draw(target, styled, view, side), [view, side]);
  const canvas = usePainted(paint);
  const { loss, accuracy } = side.train;
  const right = accuracy === null ? '' : `, ${percent(accuracy)} of training examples right`;
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={`${view.kind === 'classes' ? 'Decision boundary' : 'Predicted surface'}, ${series[side.arm].label}, step ${view.step ?? 0}: training loss ${compact(loss)}${right}`}
      className={css['boundary']}
      style={{ caretColor: series[side.arm].color }}
      width={pixels}
      height={pixels}
    />
  );
}

function draw(canvas: HTMLCanvasElement, styled: Element, view: BoundaryView, side: BoundarySide): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const palette = paletteOf(styled);
  context.clearRect(0, 0, pixels, pixels);
  context.imageSmoothingEnabled = true;
  context.drawImage(fieldImage(view, side, palette), 0, 0, pixels, pixels);
  context.beginPath();
  for (const [x0, y0, x1, y1] of side.contour) {
    context.moveTo(x0 * pixels, y0 * pixels);
    context.lineTo(x1 * pixels, y1 * pixels);
  }
  context.lineCap = 'round';
  context.lineWidth = 4;
  context.strokeStyle = cssColor(palette.low);
  context.stroke();
  drawPoints(context, view, palette);
}

function fieldImage(
  { size, range }: BoundaryView,
  { field }: BoundarySide,
  palette: Palette,
): HTMLCanvasElement {
  const small = document.createElement('canvas');
  small.width = size;
  small.height = size;
  const context = small.getContext('2d');
  const image = context?.createImageData(size, size);
  if (context === null || image === undefined) return small;
  field.forEach((value, cell) => {
    image.data.set([...palette.high, 255 * darkest * shareOf(value, range)], 4 * cell);
  });
  context.putImageData(image, 0, 0);
  return small;
}

function drawPoints(context: CanvasRenderingContext2D, view: BoundaryView, palette: Palette): void {
  const { points, extent, kind, range } = view;
  const place = (value: number, [low, high]: readonly [number, number]): number =>
    ((value - low) / (high - low)) * pixels;
  context.lineWidth = 1.5;
  context.strokeStyle = cssColor(palette.high);
  for (const [x, y, value] of points) {
    context.beginPath();
    context.arc(place(x, extent.x), pixels - place(y, extent.y), 4.5, 0, 2 * Math.PI);
    context.fillStyle = cssColor(palette.middle);
    context.fill();
    context.globalAlpha = kind === 'classes' ? (value > 0.5 ? 0.85 : 0) : 0.9 * shareOf(value, range);
    context.fillStyle = cssColor(palette.high);
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  }
}

const shareOf = (value: number, [low, high]: readonly [number, number]): number =>
  Number.isFinite(value) ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
