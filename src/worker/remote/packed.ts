/**
 * Answers packed into a few arrays for posting between threads: the cost there is per array, not per byte. A journal
 * packs differently (engine/journal/packed-answers.ts): its data are validated, and take less room.
 */
import type { Answer, Answers } from '../../engine/calls.ts';
import type { EngineState } from '../../engine/engine.ts';

export interface PackedAnswers {
  /** Lengths of all arrays, in the order of the answers. */
  readonly lengths: readonly number[];
  /** All arrays of each kind, one after the other. */
  readonly singles: Float32Array;
  readonly doubles: Float64Array;
  /** Unpacked answers. */
  readonly states: readonly EngineState[];
}

/** The arrays of an answer, in order; a state is passed on unchanged. */
function arraysOf(answer: Exclude<Answer, EngineState>): readonly (Float32Array | Float64Array)[] {
  if (answer instanceof Float32Array || answer instanceof Float64Array) return [answer];
  return 'watched' in answer ? [answer.loss, answer.watched] : [answer.loss, answer.accuracy];
}

export function packAnswers(answers: readonly Answer[]): PackedAnswers {
  const states: EngineState[] = [];
  const arrays: (Float32Array | Float64Array)[] = [];
  let [singles, doubles] = [0, 0];
  for (const answer of answers) {
    if ('step' in answer) states.push(answer);
    else arrays.push(...arraysOf(answer));
  }
  for (const array of arrays) {
    if (array instanceof Float32Array) singles += array.length;
    else doubles += array.length;
  }
  const packed = {
    lengths: arrays.map(({ length }) => length),
    singles: new Float32Array(singles),
    doubles: new Float64Array(doubles),
    states,
  };
  [singles, doubles] = [0, 0];
  for (const array of arrays) {
    if (array instanceof Float32Array) {
      packed.singles.set(array, singles);
      singles += array.length;
    } else {
      packed.doubles.set(array, doubles);
      doubles += array.length;
    }
  }
  return packed;
}

/** Buffers that their sender does not use again. */
export const buffersOf = ({ singles, doubles, states }: PackedAnswers): Transferable[] => {
  const arrays = states.flatMap(({ weights, moments, clocks }) => [weights, ...moments, clocks]);
  return [singles, doubles, ...arrays].map(({ buffer }) => buffer as ArrayBuffer);
};

/** The unpacked answers, by their forms; their arrays are views of those in `packed`. Throws if one is missing. */
export function unpackAnswers(packed: PackedAnswers, forms: readonly (keyof Answers)[]): Answer[] {
  const [lengths, states] = [packed.lengths.values(), packed.states.values()];
  let [single, double] = [0, 0];
  const nextSingles = (): Float32Array => {
    const start = single;
    single += following(lengths);
    return packed.singles.subarray(start, single);
  };
  const nextDoubles = (): Float64Array => {
    const start = double;
    double += following(lengths);
    return packed.doubles.subarray(start, double);
  };
  const next: { readonly [Form in keyof Answers]: () => Answers[Form] } = {
    singles: nextSingles,
    doubles: nextDoubles,
    block: () => ({ loss: nextSingles(), watched: nextSingles() }),
    score: () => ({ loss: nextSingles(), accuracy: nextSingles() }),
    state: () => following(states),
  };
  return forms.map((form) => next[form]());
}

function following<Value>(values: Iterator<Value, undefined>): Value {
  const { done, value } = values.next();
  if (done === true) throw new Error('an answer of an engine worker is missing');
  return value;
}
