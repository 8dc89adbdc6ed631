/** The weights of one layer in one state, as colour. */
import { useCallback, type MouseEvent } from 'react';
import type { Paint } from '../../../ui/charts/export/on-sheet.ts';
import css from '../network.module.css';
import { cssColor, paletteOf, shadeOf, usePainted } from '../CanvasFigure.tsx';
import type { WeightMatrix } from '../../../core/model/layout.ts';

interface WeightCanvasProps {
  readonly geometry: WeightGeometry;
  readonly weights: Float32Array;
  /** Weights of this size have full colour. */
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

const ink = (canvas: Element) => paletteOf(canvas.parentElement ?? canvas).high;

export interface WeightGeometry {
  readonly width: number;
  readonly height: number;
  readonly cell: number;
  readonly squares: readonly { readonly parameter: number; readonly x: number; readonly y: number }[];
  readonly at: (x: number, y: number) => number | null;
  /** Whether some weights are not drawn. */
  readonly cut: boolean;
}

/** Maximum number of units and inputs of a matrix, and of images. */
const mostUnits = 64;
const mostImages = 32;
/** Layers of at most this size are drawn at double size. */
const fewImages = 16;
const imagesAbreast = 8;
/** Side of a filter, about. */
const filterSize = 30;

type Square = WeightGeometry['squares'][number];

/** `imageRows`: number of rows of the image whose pixels are the inputs. Filters of a convolution are images. */
export function geometryOf(weights: WeightMatrix, imageRows: number | null): WeightGeometry {
  const { shape, offset } = weights.kernel;
  if (shape.length === 4) {
    const [filters, channels, rows, columns] = shape as [number, number, number, number];
    return images(offset, filters * channels, rows, columns, Math.floor(filterSize / columns));
  }
  if (imageRows === null) return matrix(weights);
  const [units, inputs] = shape as [number, number];
  return images(offset, units, imageRows, Math.round(inputs / imageRows), units <= fewImages ? 2 : 1);
}

function matrix({ kernel, bias }: WeightMatrix): WeightGeometry {
  const [outputs, inputs] = kernel.shape as [number, number];
  const rows = Math.min(outputs, mostUnits);
  const columns = Math.min(inputs, mostUnits);
  const cell = Math.max(2, Math.min(12, Math.floor(112 / rows), Math.floor(208 / (columns + 1))));
  const gap = Math.max(2, Math.round(cell / 3));
  const squares: Square[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1)
      squares.push({ parameter: kernel.offset + row * inputs + column, x: column * cell, y: row * cell });
    if (bias !== null) squares.push({ parameter: bias.offset + row, x: columns * cell + gap, y: row * cell });
  }
  return made(squares, cell, rows < outputs || columns < inputs);
}

/** The weights from every pixel to one unit, or of one filter, as an image; side by side. */
function images(offset: number, count: number, rows: number, columns: number, cell: number): WeightGeometry {
  const units = Math.min(count, mostImages);
  const inputs = rows * columns;
  const gap = Math.max(3, cell);
  const squares: Square[] = [];
  for (let unit = 0; unit < units; unit += 1) {
    const left = (unit % imagesAbreast) * (columns * cell + gap);
    const top = Math.floor(unit / imagesAbreast) * (rows * cell + gap);
    for (let pixel = 0; pixel < inputs; pixel += 1)
      squares.push({
        parameter: offset + unit * inputs + pixel,
        x: left + (pixel % columns) * cell,
        y: top + Math.floor(pixel / columns) * cell,
      });
  }
  return made(squares, cell, units < count);
}

function made(squares: readonly Square[], cell: number, cut: boolean): WeightGeometry {
  const width = squares.reduce((most, { x }) => Math.max(most, x), 0) + cell;
  const height = squares.reduce((most, { y }) => Math.max(most, y), 0) + cell;
  // A lookup by pixel: searching thousands of squares would be slow.
  const table = new Int32Array(width * height).fill(-1);
  for (const { parameter, x, y } of squares) {
    for (let row = y; row < y + cell; row += 1)
      table.fill(parameter, row * width + x, row * width + x + cell);
  }
  return {
    width,
    height,
    cell,
    squares,
    cut,
    at: (x, y) => {
      const found = table[Math.floor(y) * width + Math.floor(x)] ?? -1;
      return x >= 0 && x < width && y >= 0 && found >= 0 ? found : null;
    },
  };
}
