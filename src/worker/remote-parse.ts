/** Checks messages at both ends of the way to an engine worker. What does not fit is an error, not a guess. */
import * as v from 'valibot';
import { activationNames, inputNode, type Model } from '../core/model/model.ts';
import { layoutOf } from '../core/model/layout.ts';
import { shapesOf } from '../core/model/pass.ts';
import { optimizerNames } from '../core/model/optimizers.ts';
import { scheduleNames } from '../core/model/schedules.ts';
import { errorText } from '../engine/error-text.ts';
import type { EngineSetup, SnapshotId } from '../engine/engine.ts';
import type { AnsweredMethod, AnswerTo, EngineAnswer, EngineCalls, EngineMethod } from './remote-protocol.ts';

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const number = v.pipe(v.number(), v.finite());
const floats = v.instance(Float32Array);
const doubles = v.instance(Float64Array);
const flags = v.array(v.boolean());
const split = v.picklist(['train', 'guard', 'test']);
const snapshot = v.pipe(
  whole,
  v.transform((id) => id as SnapshotId),
);
const snapshots = v.array(snapshot);

const mix = v.strictObject({ snapshots, rows: whole, coefficients: floats });
const columns = v.strictObject({ snapshots, count: whole, coefficients: doubles });
const change = v.strictObject({
  state: v.picklist(['keep', 'reset', 'zero-moments']),
  advance: v.nullable(v.array(whole)),
});
const state = v.strictObject({
  step: whole,
  weights: floats,
  moments: v.array(floats),
  clocks: v.instance(Int32Array),
});

const shape = v.array(v.pipe(whole, v.minValue(1)));
const tensor = v.strictObject({
  name: v.string(),
  role: v.picklist(['kernel', 'bias', 'scale', 'embedding']),
  block: whole,
  shape,
  offset: whole,
  length: whole,
});
const links = {
  from: v.array(v.pipe(v.number(), v.integer(), v.minValue(inputNode))),
  tensors: v.array(whole),
};
const node = v.variant('op', [
  v.strictObject({ op: v.literal('dense'), ...links }),
  v.strictObject({ op: v.literal('activate'), ...links, activation: v.picklist(activationNames) }),
  v.strictObject({ op: v.literal('layer-norm'), ...links, epsilon: number }),
]);
const model = v.pipe(
  v.strictObject({
    parameters: v.strictObject({ tensors: v.array(tensor), count: whole }),
    nodes: v.array(node),
    loss: v.picklist(['cross-entropy', 'squared-error']),
    input: shape,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    const wrong = dataset.typed ? wrongIn(dataset.value) : null;
    if (wrong !== null) addIssue({ message: wrong });
  }),
);
const range = v.strictObject({ start: whole, count: whole });

const schedule = v.strictObject({
  name: v.picklist(scheduleNames),
  steps: whole,
  change: v.exactOptional(v.strictObject({ step: whole, factor: number })),
});

const setup = v.pipe(
  v.strictObject({
    model,
    optimizer: v.strictObject({
      name: v.picklist(optimizerNames),
      beta1: number,
      beta2: number,
      epsilon: number,
      weightDecay: number,
    }),
    batch: whole,
    data: v.strictObject({
      features: whole,
      outputs: whole,
      inputs: floats,
      targets: floats,
      sets: v.array(v.strictObject({ train: range, guard: range, test: range })),
    }),
    replicas: v.array(
      v.strictObject({
        seed: v.number(),
        dataSet: whole,
        learningRate: number,
        momentum: number,
        schedule,
      }),
    ),
    weights: floats,
    watched: v.instance(Uint32Array),
  }),
  v.check((given) => fits(given), 'weights, data sets and watched weights must fit the model'),
);

/** Why a model cannot be computed, or its tensors do not lie one after the other; null where all is well. */
function wrongIn(given: Model): string | null {
  const { tensors, count } = layoutOf(given.parameters.tensors);
  const isWhole =
    count === given.parameters.count &&
    tensors.every(({ offset, length }, t) => {
      const told = given.parameters.tensors[t];
      return offset === told?.offset && length === told.length;
    });
  if (!isWhole) return 'tensors must lie one after the other';
  try {
    shapesOf(given);
    return null;
  } catch (error) {
    return errorText(error);
  }
}

function fits({ model: { parameters }, replicas, data, weights, watched }: EngineSetup): boolean {
  return (
    weights.length === parameters.count * replicas.length &&
    replicas.every(({ dataSet }) => dataSet < data.sets.length) &&
    watched.every((parameter) => parameter < parameters.count)
  );
}

const argumentsOf: { readonly [Name in EngineMethod]: v.GenericSchema<unknown, EngineCalls[Name]> } = {
  start: v.strictTuple([setup]),
  train: v.strictTuple([whole]),
  nextLoss: v.strictTuple([]),
  snapshot: v.strictTuple([snapshot]),
  load: v.strictTuple([snapshot, floats]),
  release: v.strictTuple([snapshot]),
  sample: v.strictTuple([snapshots, v.instance(Uint32Array)]),
  gram: v.strictTuple([columns]),
  meanAbsolute: v.strictTuple([mix]),
  lossOf: v.strictTuple([mix, split, flags]),
  score: v.strictTuple([split]),
  adopt: v.strictTuple([mix, flags, change]),
  checkpoint: v.strictTuple([]),
  restore: v.strictTuple([state]),
  steer: v.strictTuple([v.picklist(['hold', 'resume', 'abandon'])]),
  share: v.strictTuple([]),
};

const answersTo: { readonly [Name in AnsweredMethod]: v.GenericSchema<unknown, AnswerTo<Name>> } = {
  start: v.undefined(),
  train: v.strictObject({ loss: floats, watched: floats }),
  nextLoss: floats,
  sample: floats,
  gram: doubles,
  meanAbsolute: doubles,
  lossOf: floats,
  score: v.strictObject({ loss: floats, accuracy: floats }),
  checkpoint: state,
  share: v.nullable(number),
};

const callSchema = v.strictObject({
  call: whole,
  method: v.picklist(Object.keys(argumentsOf) as EngineMethod[]),
  args: v.array(v.unknown()),
});
const answerSchema = v.strictObject({
  call: v.pipe(whole, v.minValue(1)),
  value: v.unknown(),
  error: v.nullable(v.string()),
});

/** Throws an Error that says what does not fit; the arguments are yet to be checked. */
export const requireCall = (data: unknown): v.InferOutput<typeof callSchema> =>
  require(callSchema, data, 'a call of an engine');

/** Throws an Error that says what does not fit. */
export const requireArguments = <Name extends EngineMethod>(
  method: Name,
  args: readonly unknown[],
): EngineCalls[Name] => require<EngineCalls[Name]>(argumentsOf[method], args, `a call of ${method}`);

/** Throws an Error that says what does not fit; the value is yet to be checked. */
export const requireAnswer = (data: unknown): EngineAnswer => require(answerSchema, data, 'an answer');

/** Throws an Error that says what does not fit. */
export const requireValue = <Name extends AnsweredMethod>(method: Name, value: unknown): AnswerTo<Name> =>
  require<AnswerTo<Name>>(answersTo[method], value, `the answer to ${method}`);

function require<Output>(schema: v.GenericSchema<unknown, Output>, data: unknown, what: string): Output {
  const parsed = v.safeParse(schema, data);
  if (parsed.success) return parsed.output;
  throw new Error(`${what} cannot be used: ${parsed.issues.map(({ message }) => message).join('; ')}`);
}
