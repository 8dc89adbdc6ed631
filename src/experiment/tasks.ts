/**
 * The tasks: one record each, with its name, the form of its examples and their origin. How a synthetic example is
 * drawn is defined in core/data/draws.ts; a file-based task needs only its record and the file.
 */

/** Number of examples, or of characters, of each split. */
type Counts = Readonly<Record<'train' | 'guard' | 'test', number>>;

/** Every seed draws its own examples. */
export interface DrawnTask {
  readonly source: 'drawn';
  readonly label: string;
  /** Numbers in, numbers out. */
  readonly features: number;
  readonly outputs: number;
  /** Softmax cross-entropy for classes, of an example or of each of its tokens; squared error for values. */
  readonly loss: 'cross-entropy' | 'squared-error';
}

/** What all tasks from files have: their examples are the same for all seeds. */
interface InFile {
  readonly source: 'file';
  readonly label: string;
  /** Relative to the page; compressed with gzip. */
  readonly file: string;
  /** Compressed size: not known from the answer of a server that compresses once more. */
  readonly bytes: number;
  /** SHA-256 of the decompressed bytes. */
  readonly sha256: string;
  /** In one line; the whole of it is in public/data/README.md. */
  readonly licence: string;
  /** Trains only in mini-batches: the default batch size. */
  readonly batch: number;
  /** SVG path in a 40 x 40 box that represents the task. */
  readonly picture: string;
}

interface WithClasses extends InFile {
  readonly loss: 'cross-entropy';
  /** By label: the name, and a short name for narrow places. */
  readonly classes: readonly (readonly [name: string, short: string])[];
  /** Examples of each split, in the order of the file. */
  readonly counts: Counts;
}

/** Grey images with a class: one byte per pixel, image after image, then one byte per label. */
export interface ImageTask extends WithClasses {
  readonly kind: 'images';
  /** Rows and columns of an image. */
  readonly shape: readonly [rows: number, columns: number];
}

/** Characters by number, one byte each: the index in the alphabet, or its length for every other character. */
interface InCharacters {
  readonly alphabet: string;
}

/** A text whose next character is to be predicted. An example is a window of `context` characters; none overlap. */
export interface TextTask extends InFile, InCharacters {
  readonly kind: 'text';
  readonly loss: 'token-cross-entropy';
  /**
   * Characters of each split, in the order of the file. The last target of a split is a character more than its windows
   * have, so that splits share none.
   */
  readonly characters: Counts;
  /** Bits per character that a bigram model reaches on the test split: what any network should beat. */
  readonly bigram: number;
}

/** Passages of a text with a class: passage after passage, then one byte per label. A network reads the first `context`. */
export interface PassageTask extends WithClasses, InCharacters {
  readonly kind: 'passages';
  /** Characters of a passage. */
  readonly length: number;
}

export type FileTask = ImageTask | TextTask | PassageTask;
export type FileKind = FileTask['kind'];
export type TaskOf<Kind extends FileKind> = Extract<FileTask, { kind: Kind }>;

export type Task = DrawnTask | FileTask;

/** Points of the plane, in two classes. */
const planar = (label: string) =>
  ({ source: 'drawn', label, features: 2, outputs: 2, loss: 'cross-entropy' }) as const satisfies Task;

const passages = {
  source: 'file',
  kind: 'passages',
  loss: 'cross-entropy',
  licence: 'CC0 (contents), PDDL 1.0 (collection)',
  alphabet: ' !"\',-.01234589;?ABCDEFGHIJLMNOPRSTUWabcdefghijklmnopqrstuvwxyz',
  length: 128,
  counts: { train: 1800, guard: 240, test: 300 },
  batch: 32,
} as const;

// public/data/README.md describes how the files were made, and their licences.
const records = {
  moons: planar('Moons'),
  circles: planar('Circles'),
  xor: planar('Xor'),
  spiral: planar('Spiral'),
  gaussians: planar('Gaussians'),
  ripple: { ...planar('Ripple (regression)'), outputs: 1, loss: 'squared-error' },
  'fashion-mnist': {
    source: 'file',
    kind: 'images',
    label: 'Fashion-MNIST',
    loss: 'cross-entropy',
    file: 'data/fashion-mnist.deflated',
    bytes: 3_497_388,
    sha256: 'cb9c9a934a529af951d699141b2fd89c91e00e50fb59b917d8aac3d7af4b3e98',
    licence: 'MIT, Zalando SE',
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
  digits: {
    source: 'file',
    kind: 'images',
    label: 'Digits (8 × 8)',
    loss: 'cross-entropy',
    file: 'data/digits.deflated',
    bytes: 43_644,
    sha256: 'a19cb3d96bba7deace8ee5a513a6eb7bad0403d528f00bf4d351b6a7a55baa91',
    licence: 'CC BY 4.0, E. Alpaydin and C. Kaynak',
    shape: [8, 8],
    classes: Array.from('0123456789', (digit) => [digit, digit] as const),
    counts: { train: 1197, guard: 300, test: 300 },
    batch: 64,
    picture: 'M9 13l5-4v22M27 9c-9 0-9 11 0 11s9-11 0-11zm0 11c-10 0-10 11 0 11s10-11 0-11z',
  },
  'moby-dick': {
    source: 'file',
    kind: 'text',
    label: 'Moby-Dick (next character)',
    loss: 'token-cross-entropy',
    file: 'data/moby-dick.deflated',
    bytes: 158_800,
    sha256: '14029139a3f8d7908d7d60d2cd701e496103b07760ff4ecf2c0249ff211dbe90',
    licence: passages.licence,
    alphabet: '\n !(),-.;?ABCDEFGHIJKLMNOPQRSTWYabcdefghijklmnopqrstuvwxyz—‘’“”',
    characters: { train: 360_001, guard: 8193, test: 32_001 },
    bigram: 3.468,
    batch: 16,
    picture: 'M16 33c2-7 1-11-2-13-4-2-8-5-9-11 6-2 12 0 15 5 3-5 9-7 15-5-1 6-5 9-9 11-3 2-4 6-2 13M5 33h30',
  },
  presidents: {
    ...passages,
    label: 'Melville or a president',
    file: 'data/presidents.deflated',
    bytes: 122_368,
    sha256: '14086df7420896a38a77458e766e9ab41811ec48257044d2466377b51cca6ae1',
    classes: [
      ['Melville', 'Mel'],
      ['President', 'Pre'],
    ],
    picture: 'M7 9c5-2 10-1 13 1 3-2 8-3 13-1v22c-5-2-10-1-13 1-3-2-8-3-13-1zM20 10v22',
  },
  century: {
    ...passages,
    label: 'Century of a speech',
    file: 'data/century.deflated',
    bytes: 113_173,
    sha256: 'f0657a8664e46655047353a10c4b1ade4e36f2d1c1cfa9308f15569c8dd14fee',
    classes: [
      ['Until 1900', '≤19'],
      ['20th century', '20'],
      ['21st century', '21'],
    ],
    picture: 'M11 7h18M11 33h18M13 7c0 8 7 9 7 13s-7 5-7 13M27 7c0 8-7 9-7 13s7 5 7 13',
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

/** The record of a task of images; null if it is another task. */
export function imageTask(name: TaskName): ImageTask | null {
  const task = fileTask(name);
  return task?.kind === 'images' ? task : null;
}

/** Within a sentence: names of data sets keep their capitals. */
export const taskName = (name: TaskName): string => fileTask(name)?.label ?? tasks[name].label.toLowerCase();

/** The form of a task's examples, which for texts depends on the context. */
export interface ExampleForm {
  /** Numbers in a row of inputs. */
  readonly features: number;
  /** Number of different characters if inputs are characters by number; null if inputs are measurements. */
  readonly vocabulary: number | null;
  /** Shape of the network's outputs for one example: [class], [value], or [character, vocabulary]. */
  readonly outputs: readonly number[];
  /** Numbers in a row of targets: one for each output, or one class number for each character. */
  readonly targets: number;
  /** Examples of each split. */
  readonly counts: Counts;
}

const forms: {
  readonly [Kind in FileKind]: (task: TaskOf<Kind>, context: number) => ExampleForm;
} = {
  images: ({ shape: [rows, columns], classes: { length }, counts }) => ({
    ...{ features: rows * columns, vocabulary: null, outputs: [length], targets: length, counts },
  }),
  text: ({ alphabet, characters }, context) => {
    const windows = (count: number): number => Math.floor((count - 1) / context);
    const { train, guard, test } = characters;
    return {
      features: context,
      vocabulary: alphabet.length + 1,
      outputs: [context, alphabet.length + 1],
      targets: context,
      counts: { train: windows(train), guard: windows(guard), test: windows(test) },
    };
  },
  passages: ({ alphabet, classes: { length }, counts }, context) => ({
    ...{ features: context, vocabulary: alphabet.length + 1, outputs: [length], targets: length, counts },
  }),
};

/** The form of the examples in a task's file. */
export const formInFile = (task: FileTask, context: number): ExampleForm =>
  (forms[task.kind] as (task: FileTask, context: number) => ExampleForm)(task, context);

/** The form of an experiment's examples, per seed. A synthetic task's other splits are half as large as the training split. */
export function exampleForm(spec: {
  readonly task: TaskName;
  readonly samples: number;
  readonly context: number;
}): ExampleForm {
  const task = tasks[spec.task];
  if (task.source === 'file') return formInFile(task, spec.context);
  const { features, outputs } = task;
  const half = Math.ceil(spec.samples / 2);
  const counts = { train: spec.samples, guard: half, test: half };
  return { features, vocabulary: null, outputs: [outputs], targets: outputs, counts };
}
