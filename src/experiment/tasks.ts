/**
 * The tasks: one record each, with its name, the form of its examples and their origin. How a synthetic example is
 * drawn is defined in core/data/draws.ts; a file-based task needs only its record and the file.
 */

interface TaskShape {
  readonly label: string;
  /** Numbers in, numbers out. */
  readonly features: number;
  readonly outputs: number;
  /** Softmax cross-entropy for classes, of an example or of each of its tokens; squared error for values. */
  readonly loss: 'cross-entropy' | 'squared-error' | 'token-cross-entropy';
}

/** Every seed draws its own examples. */
export interface DrawnTask extends TaskShape {
  readonly source: 'drawn';
}

/** Labelled grey images, the same for all seeds: one byte per pixel, image after image, then one byte per label. */
export interface FileTask extends TaskShape {
  readonly source: 'file';
  /** Relative to the page; compressed with gzip. */
  readonly file: string;
  /** Compressed size: not known from the answer of a server that compresses once more. */
  readonly bytes: number;
  /** SHA-256 of the decompressed bytes. */
  readonly sha256: string;
  /** Rows and columns of an image. */
  readonly shape: readonly [rows: number, columns: number];
  /** By label: the name, and a short name for narrow places. */
  readonly classes: readonly (readonly [name: string, short: string])[];
  /** Images of each split, in the order of the file. */
  readonly counts: Readonly<Record<'train' | 'guard' | 'test', number>>;
  /** Trains only in mini-batches: the default batch size. */
  readonly batch: number;
  /** SVG path in a 40 x 40 box that represents the task. */
  readonly picture: string;
}

export type Task = DrawnTask | FileTask;

/** Points of the plane, in two classes. */
const planar = (label: string) =>
  ({ source: 'drawn', label, features: 2, outputs: 2, loss: 'cross-entropy' }) as const satisfies Task;

const records = {
  moons: planar('Moons'),
  circles: planar('Circles'),
  xor: planar('Xor'),
  spiral: planar('Spiral'),
  gaussians: planar('Gaussians'),
  ripple: { ...planar('Ripple (regression)'), outputs: 1, loss: 'squared-error' },
  // public/data/README.md describes how the file was made, and its licence.
  'fashion-mnist': {
    source: 'file',
    label: 'Fashion-MNIST',
    features: 28 * 28,
    outputs: 10,
    loss: 'cross-entropy',
    file: 'data/fashion-mnist.deflated',
    bytes: 3_497_388,
    sha256: 'cb9c9a934a529af951d699141b2fd89c91e00e50fb59b917d8aac3d7af4b3e98',
    shape: [28, 28],
    classes: [
      ['T-shirt', 'T-s'],
      ['Trouser', 'Tro'],
      ['Pullover', 'Pul'],
      ['Dress', 'Dre'],
      ['Coat', 'Coa'],
      ['Sandal', 'San'],
      ['Shirt', 'Shi'],
      ['Sneaker', 'Sne'],
      ['Bag', 'Bag'],
      ['Ankle boot', 'Boo'],
    ],
    counts: { train: 6000, guard: 1000, test: 1000 },
    batch: 64,
    picture: 'M15 8.5c1.2 3 8.8 3 10 0l8 4.2-2.6 6.4-3.4-1.4v14H13v-14l-3.4 1.4L7 12.7z',
  },
} as const satisfies Record<string, Task>;

export type TaskName = keyof typeof records;

/** Names of the tasks whose examples are drawn. */
export type DrawnName = {
  [Name in TaskName]: (typeof records)[Name] extends DrawnTask ? Name : never;
}[TaskName];

export const tasks: Readonly<Record<TaskName, Task>> = records;

export const taskNames = Object.keys(records) as readonly TaskName[];

/** The record of a file-based task; null if its examples are drawn. */
export function fileTask(name: TaskName): FileTask | null {
  const task = tasks[name];
  return task.source === 'file' ? task : null;
}

/** Within a sentence: names of data sets keep their capitals. */
export const taskName = (name: TaskName): string => fileTask(name)?.label ?? tasks[name].label.toLowerCase();
