/** The weights of one layer in one state, as colour. Tells where it is pointed at and pressed. */
import { useCallback, type MouseEvent } from 'react';
import type { Paint } from '../../../ui/charts/export/painters.ts';
import css from '../network.module.css';
import { cssColor, paletteOf, shadeOf } from '../palette.ts';
import { usePainted } from '../use-painted.ts';
import type { WeightGeometry } from './weight-geometry.ts';

interface WeightCanvasProps {
  readonly geometry: WeightGeometry;
  /** [parameter]. */
  readonly weights: Float32Array;
  /** Drawn in full colour from this size on. */
  readonly scale: number;
  readonly label: string;
  readonly picked: number;
  readonly onHover: (parameter: number | null) => void;
  readonly onPick: (parameter: number) => void;
}

export function WeightCanvas(props: WeightCanvasProps) {
  const { geometry, weights, scale, label, picked, onHover, onPick } = props;
  const paint = useCallback<Paint>(
    (target, styled) => draw(target, styled, { geometry, weights, scale, picked }),
    [geometry, weights, scale, picked],
  );
  const canvas = usePainted(paint);
  const under = ({ currentTarget, clientX, clientY }: MouseEvent<HTMLCanvasElement>): number | null => {
    const box = currentTarget.getBoundingClientRect();
    return geometry.at(
      ((clientX - box.left) / box.width) * geometry.width,
      ((clientY - box.top) / box.height) * geometry.height,
    );
  };
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      className={css['weights']}
      width={geometry.width}
      height={geometry.height}
      onPointerMove={(event) => onHover(under(event))}
      onPointerLeave={() => onHover(null)}
      onClick={(event) => {
        const parameter = under(event);
        if (parameter !== null) onPick(parameter);
      }}
    />
  );
}

type Drawn = Pick<WeightCanvasProps, 'geometry' | 'weights' | 'scale' | 'picked'>;

function draw(
  canvas: HTMLCanvasElement,
  styled: Element,
  { geometry: { squares, cell, width, height }, weights, scale, picked }: Drawn,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const palette = paletteOf(styled);
  const image = context.createImageData(width, height);
  const room = cell > 4 ? 1 : 0;
  for (const { parameter, x, y } of squares) {
    const value = weights[parameter] ?? NaN;
    const [red, green, blue] = shadeOf(palette, Number.isFinite(value) ? value / scale : 0);
    for (let row = y; row < y + cell - room; row += 1) {
      for (let at = 4 * (row * width + x); at < 4 * (row * width + x + cell - room); at += 4) {
        image.data[at] = red;
        image.data[at + 1] = green;
        image.data[at + 2] = blue;
        image.data[at + 3] = 255;
      }
    }
  }
  context.putImageData(image, 0, 0);
  const chosen = squares.find(({ parameter }) => parameter === picked);
  if (chosen === undefined) return;
  context.strokeStyle = cssColor(ink(styled));
  context.lineWidth = 1.5;
  context.strokeRect(
    chosen.x - 0.25,
    chosen.y - 0.25,
    Math.max(3, cell - room) + 0.5,
    Math.max(3, cell - room) + 0.5,
  );
}

/** The colour of words around the canvas. */
const ink = (canvas: Element) => paletteOf(canvas.parentElement ?? canvas).high;
