/**
 * The shape of every array in the events of a run: one table, used to check their lengths, to split events by sweep
 * point, and to transfer arrays between workers. The events themselves are defined in events.ts.
 */
import type { ReplicaLabel, RunEvent } from './events.ts';

/**
 * `step` counts the steps of a block; the other axes have a fixed length during a run. `input`: the inputs of a fit,
 * and its constant.
 */
type Axis = 'step' | 'replica' | 'watched' | 'horizon' | 'group' | 'input' | 'parameter';

/** Lengths of the axes, as far as known. */
export type Sizes = Readonly<Partial<Record<Axis, number>>>;

/**
 * For typed arrays, their axes, outermost first; for lists, whether they have one entry for every replica in order
 * (`in-order`) or entries that carry their replica's index (`named`). A single replica index is `named` too.
 */
type ShapeOf<Field, Value> = Value extends Float32Array
  ? readonly Axis[]
  : Value extends readonly ReplicaLabel[]
    ? 'in-order'
    : Value extends readonly { readonly replica: number }[]
      ? 'named'
      : Field extends 'replica'
        ? 'named'
        : never;

type ShapesOf<Event> = {
  readonly [Field in keyof Event as [ShapeOf<Field, Event[Field]>] extends [never] ? never : Field]: ShapeOf<
    Field,
    Event[Field]
  >;
};

type EventOf<Type, Event = RunEvent> = Event extends { readonly type: infer Own }
  ? Type extends Own
    ? Event
    : never
  : never;

const eventShapes: { readonly [Type in RunEvent['type']]: ShapesOf<EventOf<Type>> } = {
  preparing: {},
  working: {},
  probed: {},
  prepared: { replicas: 'in-order', initial: ['replica', 'watched'] },
  progressed: { loss: ['step', 'replica'], watched: ['step', 'replica', 'watched'] },
  forecasted: {
    predicted: ['horizon', 'replica', 'watched'],
    coefficients: ['horizon', 'replica', 'group', 'input'],
  },
  scored: { scores: 'named' },
  mapped: { immediate: ['horizon', 'replica'], recovered: ['horizon', 'replica'] },
  scheduled: {},
  framed: { weights: ['replica', 'parameter'] },
  saved: { weights: ['replica', 'parameter'] },
  measured: { loss: ['replica'] },
  averaged: { loss: ['replica'] },
  jumped: { outcomes: 'named' },
  recovered: {},
  perturbed: {},
  diverged: { replica: 'named' },
  evaluated: { loss: ['replica'], guardLoss: ['replica'], testLoss: ['replica'], testAccuracy: ['replica'] },
};

export interface ShapedField {
  readonly name: string;
  readonly value: unknown;
  readonly shape: readonly Axis[] | 'in-order' | 'named';
}

/** The fields of an event that have a shape. */
export const shapedFields = (event: RunEvent): ShapedField[] =>
  Object.entries<ShapedField['shape']>(eventShapes[event.type]).map(([name, shape]) => ({
    name,
    shape,
    value: event[name as keyof RunEvent],
  }));

/** Lengths of the axes of a run, from its `prepared` event. */
export const sizesOf = (prepared: EventOf<'prepared'>): Sizes => ({
  replica: prepared.replicas.length,
  watched: prepared.watched.length,
  horizon: prepared.horizons.length,
  group: prepared.groups.length,
  input: prepared.inputs.length + 1,
  parameter: prepared.model.parameters.count,
});

/** The number of values of an array with these axes in an event. */
export const lengthOf = (axes: readonly Axis[], event: RunEvent, sizes: Sizes): number =>
  axes.reduce(
    (product, axis) =>
      product * ((axis === 'step' && event.type === 'progressed' ? event.steps : sizes[axis]) ?? 0),
    1,
  );

/** Throws an Error if the length of a typed array of an event does not match its axes. */
export function requireShapes(event: RunEvent, sizes: Sizes): void {
  const where = 'anchor' in event ? ` of anchor ${event.anchor}` : '';
  for (const { name, value, shape } of shapedFields(event)) {
    if (typeof shape === 'string') continue;
    const length = lengthOf(shape, event, sizes);
    if (!(value instanceof Float32Array) || value.length !== length)
      throw new Error(`“${name}”${where} does not have ${length} values`);
  }
}
