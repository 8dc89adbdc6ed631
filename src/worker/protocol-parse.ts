/** Checks messages at both ends of the worker boundary. What does not fit is an error, not a guess. */
import * as v from 'valibot';
import { fields, type ExperimentSpec } from '../experiment/fields.ts';
import { checkSpec } from '../experiment/spec.ts';
import type { RunCommand, RunMessage } from './protocol.ts';

const isRate = (rate: number): boolean => rate >= fields.learningRate.min && rate <= fields.learningRate.max;

const runId = v.pipe(v.number(), v.integer(), v.minValue(1));

const specSchema = v.pipe(
  v.record(v.string(), v.unknown()),
  v.rawTransform<Record<string, unknown>, ExperimentSpec>(({ dataset, addIssue, NEVER }) => {
    const { spec, corrections } = checkSpec(dataset.value);
    if (corrections.length === 0) return spec;
    addIssue({ message: corrections.map(({ field, message }) => `${field}: ${message}`).join('; ') });
    return NEVER;
  }),
);

const commandSchema = v.variant('type', [
  v.object({
    type: v.literal('prepare'),
    runId,
    spec: specSchema,
    baseUrl: v.string(),
    playing: v.boolean(),
    rates: v.optional(
      v.pipe(v.array(v.pipe(v.number(), v.check(isRate, 'no learning rate'))), v.minLength(1)),
    ),
    job: v.optional(v.picklist(['run', 'map', 'sweep'])),
    returning: v.optional(v.picklist(['offer', 'go-on'])),
  }),
  v.object({ type: v.picklist(['play', 'pause', 'stop', 'jump']), runId }),
  v.object({
    type: v.literal('advance'),
    runId,
    steps: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e6)),
  }),
]);

const eventTypes = [
  'preparing',
  'working',
  'probed',
  'prepared',
  'progressed',
  'forecasted',
  'scored',
  'measured',
  'averaged',
  'framed',
  'scheduled',
  'mapped',
  'jumped',
  'diverged',
  'recovered',
  'perturbed',
  'evaluated',
] as const;
const lifecycles = ['idle', 'preparing', 'running', 'paused', 'finished', 'stopped', 'failed'] as const;
const failureCodes = ['too-large', 'data', 'engine', 'elsewhere', 'crashed', 'message'] as const;
const obstacles = ['damaged', 'other-build', 'taken'] as const;
const elapsed = v.pipe(v.number(), v.finite());

const messageSchema = v.variant('type', [
  v.object({
    type: v.literal('happened'),
    runId,
    point: v.optional(v.object({ index: v.number(), of: v.number() })),
    elapsed,
    events: v.array(v.looseObject({ type: v.picklist(eventTypes) })),
  }),
  v.object({
    type: v.literal('returned'),
    runId,
    extra: v.array(v.number()),
    obstacle: v.nullable(v.picklist(obstacles)),
  }),
  v.object({ type: v.literal('unkept'), runId, reason: v.string() }),
  v.object({ type: v.literal('moved'), runId, elapsed, lifecycle: v.picklist(lifecycles) }),
  v.object({ type: v.literal('failed'), runId, code: v.picklist(failureCodes), message: v.string() }),
]);

/** Throws an Error that says what does not fit. */
export const requireCommand = (data: unknown): RunCommand => require(commandSchema, data, 'command');

/** Envelope and event names are checked here; the shapes of recorded arrays by the history that takes them. */
export const requireMessage = (data: unknown): RunMessage =>
  require(messageSchema, data, 'message') as RunMessage;

function require<Schema extends v.GenericSchema>(
  schema: Schema,
  data: unknown,
  what: string,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, data);
  if (parsed.success) return parsed.output;
  throw new Error(`this ${what} cannot be used: ${parsed.issues.map(({ message }) => message).join('; ')}`);
}
