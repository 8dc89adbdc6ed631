/** Which tensors of an unpickled checkpoint are its weights, by what they are called, and its step, metadata and notes. */
import { FormatError } from '../source.ts';
import { someNames } from '../text.ts';
import { PickleObject, PickleTensor, type PickleMap, type PickleValue } from './pickle.ts';

export interface Weights {
  readonly tensors: ReadonlyMap<string, PickleTensor>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly step: number | null;
  readonly notes: readonly string[];
}

/** Under which keys training scripts save the weights beside other state, the most exact first. */
const weightKeys = [
  'model_state_dict',
  'state_dict',
  'model_state',
  'model',
  'module',
  'network',
  'net',
  'weights',
  'params',
];
const stepKeys = ['global_step', 'step', 'iteration', 'iter', 'iter_num', 'num_steps', 'epoch'];

const MAX_DEPTH = 64;
const MAX_NAME = 2000;
/** Over all searches of one checkpoint. */
const MAX_VISITS = 1_000_000;

interface Budget {
  visits: number;
}

/** Throws a FormatError if there are no weights. */
export function weightsOf(checkpoint: PickleValue): Weights {
  const top = mapOf(checkpoint);
  const notes: string[] = [];
  const budget: Budget = { visits: 0 };
  const key = top && weightsKey(top, budget);
  const walk = new Walk(budget);
  walk.add(key === undefined ? checkpoint : top?.get(key), '', 0);
  if (walk.tensors.size === 0)
    throw new FormatError(
      walk.optimizers > 0
        ? 'It holds the state of an optimizer, not weights: choose the file with the model'
        : 'It holds no tensors',
    );
  if (top && key !== undefined) {
    const left = [...top].flatMap(([other, value]) =>
      typeof other === 'string' && other !== key && holdsTensors(value, budget) ? [other] : [],
    );
    notes.push(`The weights are those of “${key}”${left.length > 0 ? `; left out: ${someNames(left)}` : ''}`);
  }
  if (walk.optimizers > 0) notes.push('The state of the optimizer was left out');
  const stepKey = stepKeys.find((name) => isStep(top?.get(name)));
  if (stepKey === 'epoch') notes.push('It names no step, so its epoch is taken as one');
  return {
    tensors: walk.tensors,
    metadata: top ? textsOf(top) : {},
    step: stepKey === undefined ? null : (top!.get(stepKey) as number),
    notes,
  };
}

const isStep = (value: PickleValue | undefined) => Number.isSafeInteger(value) && (value as number) >= 0;

/** The dictionary that a checkpoint is, or holds as an object. */
const mapOf = (value: PickleValue | undefined): PickleMap | null =>
  value instanceof Map
    ? value
    : value instanceof PickleObject
      ? value.entries.size > 0
        ? value.entries
        : mapOf(value.state instanceof Map ? value.state : undefined)
      : null;

function weightsKey(top: PickleMap, budget: Budget): string | undefined {
  if ([...top.values()].some((value) => value instanceof PickleTensor)) return undefined;
  return weightKeys.find((key) => holdsTensors(top.get(key), budget));
}

function holdsTensors(value: PickleValue | undefined, budget: Budget): boolean {
  const walk = new Walk(budget);
  walk.add(value, '', 0);
  return walk.tensors.size > 0 || walk.optimizers > 0;
}

/** Numbers and short text at the top of a checkpoint. */
const textsOf = (top: PickleMap): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...top].flatMap(([key, value]) => {
      const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
      return typeof key === 'string' && text !== null && text.length <= 1000 ? [[key, text]] : [];
    }),
  );

/** Parts of a module whose names are not in the names of its weights. */
const moduleParts = ['_parameters', '_buffers', '_modules'];

/** Collects tensors under names joined by dots. A pickle may refer to itself, or to one thing from everywhere: bounded. */
class Walk {
  readonly tensors = new Map<string, PickleTensor>();
  optimizers = 0;
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  add(value: PickleValue | undefined, name: string, depth: number): void {
    this.#budget.visits += 1;
    if (depth > MAX_DEPTH || this.#budget.visits > MAX_VISITS || name.length > MAX_NAME)
      throw new FormatError('Its objects are nested too deeply to be read');
    if (value instanceof PickleTensor) this.#addTensor(value, name);
    else if (value instanceof Map) this.#addMap(value, name, depth);
    else if (Array.isArray(value))
      for (const [i, item] of value.entries()) this.add(item, join(name, i), depth + 1);
    else if (value instanceof PickleObject) {
      const { state, entries, items } = value;
      if (state instanceof Map && state.get('_modules') instanceof Map)
        for (const part of moduleParts) this.add(state.get(part), name, depth + 1);
      else this.add(state, name, depth + 1);
      this.add(entries, name, depth + 1);
      this.add(items, name, depth + 1);
    }
  }

  #addMap(map: PickleMap, name: string, depth: number): void {
    if (map.has('state') && map.has('param_groups')) this.optimizers += 1;
    else
      for (const [key, value] of map)
        if (typeof key === 'string' || typeof key === 'number') this.add(value, join(name, key), depth + 1);
  }

  #addTensor(tensor: PickleTensor, name: string): void {
    if (this.tensors.has(name)) throw new FormatError(`It has two tensors named ${someNames([name])}`);
    this.tensors.set(name, tensor);
  }
}

const join = (name: string, key: string | number): string => (name === '' ? String(key) : `${name}.${key}`);
