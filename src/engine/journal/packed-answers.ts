/**
 * Many answers of an engine packed into a few arrays: writing and checking thousands of small ones would take longer
 * than computing them. Inner products are symmetric matrices, so only half is stored if both halves are
 * bit-identical.
 */
import { questions, type Answers, type Question } from '../calls.ts';
import type { EngineState } from '../engine.ts';

/** The calls whose answers are packed: all that have one, except `train`. */
export type PackedQuestion = Exclude<Question['op'], 'train'>;

export type Answer = Answers[Exclude<keyof Answers, 'block'>];

/** Indexed by the number of each call. */
const ops = Object.keys(questions) as Question['op'][];

/** An answer in stored form, with its own arrays. */
export interface Answered {
  readonly to: PackedQuestion;
  readonly answer: Answer;
  /** Length of the original answer; of each of the two arrays of a score. */
  readonly length: number;
  /** Rows of the matrices that are stored as half; 0: stored whole. */
  readonly rows: number;
}

export interface PackedAnswers {
  /** [answer]: number of the question. */
  readonly questions: Uint8Array;
  /** [answer]: its length; of each of the two arrays of a score. */
  readonly lengths: Uint32Array;
  /** [answer]: rows of the matrices that are stored as half; 0: stored whole. */
  readonly rows: Uint16Array;
  /** One after the other. */
  readonly singles: Float32Array;
  readonly doubles: Float64Array;
  readonly states: readonly EngineState[];
}

/**
 * Copies the stored part of an answer, because the caller may transfer its arrays; a state stays with the caller.
 * `rows`: size of the matrices that the answer consists of; 0 if it has none.
 */
export function answered(to: PackedQuestion, answer: Answer, rows: number): Answered {
  if (answer instanceof Float64Array) {
    const half = halved(answer, rows);
    return { to, answer: half ?? answer.slice(), length: answer.length, rows: half === null ? 0 : rows };
  }
  if (answer instanceof Float32Array) return { to, answer: answer.slice(), length: answer.length, rows: 0 };
  if ('step' in answer) return { to, answer, length: 0, rows: 0 };
  const { loss, accuracy } = answer;
  return { to, answer: { loss: loss.slice(), accuracy: accuracy.slice() }, length: loss.length, rows: 0 };
}

export function packAnswers(answers: readonly Answered[]): PackedAnswers {
  const singles: Float32Array[] = [];
  const doubles: Float64Array[] = [];
  const states: EngineState[] = [];
  for (const { answer } of answers) {
    if (answer instanceof Float32Array) singles.push(answer);
    else if (answer instanceof Float64Array) doubles.push(answer);
    else if ('step' in answer) states.push(answer);
    else singles.push(answer.loss, answer.accuracy);
  }
  return {
    questions: Uint8Array.from(answers, ({ to }) => ops.indexOf(to)),
    lengths: Uint32Array.from(answers, ({ length }) => length),
    rows: Uint16Array.from(answers, ({ rows }) => rows),
    singles: joined(new Float32Array(sizeOf(singles)), singles),
    doubles: joined(new Float64Array(sizeOf(doubles)), doubles),
    states,
  };
}

/** Reads packed answers, each once and in order. */
export class PackedReader {
  readonly #packed: PackedAnswers;
  #answer = 0;
  #single = 0;
  #double = 0;
  #state = 0;

  constructor(packed: PackedAnswers) {
    this.#packed = packed;
  }

  get isThrough(): boolean {
    return this.#answer === this.#packed.questions.length;
  }

  /** The next answer, if it is complete and to this question; else null. The array belongs to the caller. */
  next(question: PackedQuestion): Answer | null {
    const { questions: asked, lengths, rows, states } = this.#packed;
    if (ops[asked[this.#answer]!] !== question) return null;
    const length = lengths[this.#answer] ?? 0;
    const own = rows[this.#answer] ?? 0;
    this.#answer += 1;
    switch (questions[question].answer) {
      case 'singles':
        return this.#singles(length);
      case 'doubles':
        return this.#doubles(length, own);
      case 'score': {
        const [loss, accuracy] = [this.#singles(length), this.#singles(length)];
        return loss === null || accuracy === null ? null : { loss, accuracy };
      }
      case 'state':
        this.#state += 1;
        return states[this.#state - 1] ?? null;
      case 'block':
        return null;
    }
  }

  #singles(length: number): Float32Array | null {
    this.#single += length;
    const values = this.#packed.singles.slice(this.#single - length, this.#single);
    return values.length === length ? values : null;
  }

  #doubles(length: number, rows: number): Float64Array | null {
    const kept = rows === 0 ? length : (length / rows ** 2) * halfOf(rows);
    this.#double += kept;
    const values = this.#packed.doubles.slice(this.#double - kept, this.#double);
    if (values.length !== kept) return null;
    return rows === 0 ? values : whole(values, length, rows);
  }
}

/** Numbers on and above the diagonal. */
const halfOf = (rows: number): number => (rows * (rows + 1)) / 2;

/** The part of matrices [matrix, row, row] on and above their diagonals; null if they are not symmetric. */
function halved(values: Float64Array, rows: number): Float64Array | null {
  if (rows < 2) return null;
  const half = new Float64Array((values.length / rows ** 2) * halfOf(rows));
  let to = 0;
  for (let from = 0; from < values.length; from += rows ** 2)
    for (let i = 0; i < rows; i += 1)
      for (let j = i; j < rows; j += 1, to += 1) {
        const value = values[from + i * rows + j]!;
        if (!Object.is(value, values[from + j * rows + i]!)) return null;
        half[to] = value;
      }
  return half;
}

function whole(half: Float64Array, length: number, rows: number): Float64Array {
  const values = new Float64Array(length);
  let at = 0;
  for (let from = 0; from < length; from += rows ** 2)
    for (let i = 0; i < rows; i += 1)
      for (let j = i; j < rows; j += 1, at += 1) {
        values[from + i * rows + j] = half[at]!;
        values[from + j * rows + i] = half[at]!;
      }
  return values;
}

const sizeOf = (parts: readonly { readonly length: number }[]): number =>
  parts.reduce((sum, { length }) => sum + length, 0);

/** All parts one after the other, in `all`. */
export function joined<Numbers extends Float32Array | Float64Array>(
  all: Numbers,
  parts: readonly Numbers[],
): Numbers {
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
