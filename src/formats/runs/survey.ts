/** Which tensors are weights in every checkpoint, and what differs between checkpoints. */
import type { TensorRole } from '../../core/model/layout.ts';
import { FormatError } from '../source.ts';
import { someNames } from '../text.ts';
import { isFloat, type Dtype, type StoredTensor, type WeightFile } from '../weight-file.ts';
import { filterOf, noWeight, roleOf, unwrapped, type TensorFilter } from './tensors.ts';

/** A tensor of the checkpoints, for a table. */
export interface RunTensor {
  readonly name: string;
  /** In the first checkpoint that has it. */
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly role: TensorRole;
  /** Why it is not among the weights: the end of a sentence, null if it is. */
  readonly leftOut: string | null;
}

interface Seen {
  readonly tensor: StoredTensor;
  readonly why: string | null;
  count: number;
  /** The first checkpoint without it, with another shape, with another type, with one that is not of weights. */
  lacking: string | null;
  shaped: string | null;
  typed: string | null;
  whole: string | null;
}

/** Takes checkpoints one after the other and keeps no more than one entry a tensor. */
export class Survey {
  readonly #seen = new Map<string, Seen>();
  readonly #notes = new Map<string, string[]>();
  #first = '';
  #checkpoints = 0;
  #foreign: string | null = null;

  /** `label` is the checkpoint's name. */
  add(label: string, file: WeightFile): void {
    const names = unwrapped(file.tensors.map(({ name }) => name));
    const stripped = names.some((name, index) => name !== file.tensors[index]!.name);
    if (stripped) this.#note('The prefixes “module.” and “_orig_mod.” of names were left out', label);
    for (const note of file.notes) this.#note(note, label);
    const present = new Map(names.map((name, index) => [name, file.tensors[index]!]));
    const isFirst = this.#checkpoints === 0;
    if (isFirst) this.#first = label;
    this.#checkpoints += 1;
    let common = 0;
    for (const [name, seen] of this.#seen) if (this.#compare(label, seen, present.get(name))) common += 1;
    if (!isFirst && common === 0) this.#foreign ??= label;
    const shared = new Map<string, string>();
    for (const [name, tensor] of present) {
      if (this.#seen.has(name)) continue;
      const own = { ...tensor, name };
      const tied = tensor.sharedWith === null ? undefined : shared.get(tensor.sharedWith);
      if (tensor.sharedWith !== null && tied === undefined) shared.set(tensor.sharedWith, name);
      const why = noWeight(own) ?? (tied === undefined ? null : `the same numbers as ${someNames([tied])}`);
      const lacking = isFirst ? null : this.#first;
      this.#seen.set(name, { tensor: own, why, count: 1, lacking, shaped: null, typed: null, whole: null });
    }
  }

  /** Whether it is a weight in this checkpoint as in those before. */
  #compare(label: string, seen: Seen, now: StoredTensor | undefined): boolean {
    if (!now) {
      seen.lacking ??= label;
      return false;
    }
    seen.count += 1;
    const { shape, dtype } = seen.tensor;
    const isSame = shape.length === now.shape.length && shape.every((size, axis) => size === now.shape[axis]);
    if (!isSame) seen.shaped ??= label;
    if (dtype !== now.dtype) seen.typed ??= label;
    if (!isFloat(now.dtype)) seen.whole ??= label;
    return isSame && seen.why === null && isFloat(now.dtype);
  }

  #note(note: string, label: string): void {
    const labels = this.#notes.get(note);
    if (labels) labels.push(label);
    else this.#notes.set(note, [label]);
  }

  /** All tensors, in the order of the first checkpoint. Throws a FormatError if no weights are left. */
  tensors(filter: TensorFilter): readonly RunTensor[] {
    const fits = filterOf(filter);
    const found = [...this.#seen.values()].map((seen): RunTensor => {
      const { name, shape, dtype } = seen.tensor;
      const differs = this.#differs(seen);
      const leftOut = seen.why ?? differs ?? (fits(seen.tensor) ? null : 'left out by the filter');
      return { name, shape, dtype, role: roleOf(seen.tensor), leftOut };
    });
    if (found.some(({ leftOut }) => leftOut === null)) return found;
    throw new FormatError(this.#whyNone(found));
  }

  #differs({ count, lacking, shaped, whole }: Seen): string | null {
    if (lacking !== null) return `not in ${others(lacking, this.#checkpoints - count)}`;
    if (shaped !== null) return `of another shape in ${someNames([shaped])}`;
    return whole !== null ? `no weights in ${someNames([whole])}: whole numbers` : null;
  }

  #whyNone(found: readonly RunTensor[]): string {
    const [first, foreign] = [someNames([this.#first]), this.#foreign];
    if (![...this.#seen.values()].some(({ why }) => why === null))
      return found.length === 0
        ? 'The checkpoints have no tensors'
        : 'The checkpoints have no weights: no tensor of them is trained';
    if (foreign !== null)
      return `${someNames([foreign])} has no weights in common with ${first}: they are of different networks`;
    if (found.some(({ leftOut }) => leftOut === 'left out by the filter'))
      return 'The filter leaves no weights';
    return 'No tensor has the same shape in all checkpoints: they are of different networks';
  }

  /** What a person should know, a sentence each. */
  notes(found: readonly RunTensor[]): string[] {
    const all = [...this.#seen.values()];
    const weights = new Set(found.flatMap(({ name, leftOut }) => (leftOut === null ? [name] : [])));
    const named = (what: string, some: readonly Seen[]): string[] =>
      some.length > 0 ? [`${what}: ${someNames(some.map(({ tensor }) => tensor.name))}`] : [];
    const used = all.filter(({ tensor }) => weights.has(tensor.name));
    return [
      ...named(
        'Not in all checkpoints, so left out',
        all.filter(({ why, lacking }) => why === null && lacking !== null),
      ),
      ...named(
        'Not of the same shape in all checkpoints, so left out',
        all.filter(({ why, lacking, shaped }) => why === null && lacking === null && shaped !== null),
      ),
      ...named(
        'Of several types in different checkpoints',
        used.filter(({ typed }) => typed !== null),
      ),
      ...(used.some(({ tensor }) => tensor.dtype === 'F64') ? ['Numbers of 64 bits are rounded to 32'] : []),
      ...[...this.#notes]
        .slice(0, maxNotes)
        .map(([note, labels]) =>
          labels.length === this.#checkpoints ? note : `${note}: in ${someNames(labels)}`,
        ),
    ];
  }
}

const maxNotes = 20;

const others = (first: string, count: number): string =>
  count > 1 ? `${count} checkpoints, such as ${someNames([first])}` : someNames([first]);
