/** Where each weight of a kernel and its bias is drawn, in pixels of its canvas: a matrix with the biases apart, or an image per unit. */
import type { WeightMatrix } from '../../../core/model/layout.ts';

export interface WeightGeometry {
  readonly width: number;
  readonly height: number;
  /** Side of one weight's square. */
  readonly cell: number;
  /** Weights that are drawn, with the top left corner of each. */
  readonly squares: readonly { readonly parameter: number; readonly x: number; readonly y: number }[];
  /** The weight at a place; null between them. */
  readonly at: (x: number, y: number) => number | null;
  /** Whether some weights have no place. */
  readonly cut: boolean;
}

/** At most so many units and inputs of a matrix, and images. */
const mostUnits = 64;
const mostImages = 32;
/** Layers of at most this size are drawn at double size. */
const fewImages = 16;
const imagesAbreast = 8;
/** Side of a filter, about. */
const filterSize = 30;

type Square = WeightGeometry['squares'][number];

/** `imageRows`: number of rows of the image whose pixels are the inputs. Filters of a convolution are images of their own. */
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

/** A row for every unit, a column for every input, and the bias to the right. */
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
  // Looked up by pixel: thousands of squares would be slow to search at every move of the pointer.
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
