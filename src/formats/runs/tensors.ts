/** Which tensors of files are weights, and their place in a network: by names and shapes, as frameworks write them. */
import { blockName, layoutOf, type ParameterLayout, type TensorRole } from '../../core/model/layout.ts';
import { isFloat, type StoredTensor } from '../weight-file.ts';

/** What wrappers put before every name: parallel and compiled models of PyTorch. */
const wrappers = /^(?:(?:module|_orig_mod)\.)+/;

/** Names without what wrappers put before them, unless two would then be the same. */
export function unwrapped(names: readonly string[]): readonly string[] {
  const bare = names.map((name) => name.replace(wrappers, ''));
  return new Set(bare).size === names.length ? bare : names;
}

/** Tensors that are saved beside weights but not trained: statistics, counters, masks, tables of positions. */
const buffers =
  /(^|[._/])(running_(mean|var|std)|moving_(mean|variance)|num_batches_tracked|position_ids|token_type_ids|inv_freq|masked_bias|attn_mask|causal_mask|relative_position_index|relative_coords_table|cos_cached|sin_cached|freqs_cis|n_averaged|seed_generator_state)$/;
/** GPT-2 keeps its causal mask as [1, 1, context, context] under the name of a bias. */
const isMask = ({ name, shape }: Named): boolean =>
  shape.length >= 3 && /(attn|attention|self)\.(bias|mask)$/.test(name);

type Named = Pick<StoredTensor, 'name' | 'shape'>;

/** Why a tensor is no weight, whatever other checkpoints have: a sentence's end; null if it is one. */
export function noWeight(tensor: Pick<StoredTensor, 'name' | 'shape' | 'dtype' | 'count'>): string | null {
  if (tensor.dtype === 'BOOL') return 'true and false, not weights';
  if (!isFloat(tensor.dtype)) return 'whole numbers, not weights';
  if (tensor.count === 0) return 'empty';
  return buffers.test(tensor.name) || isMask(tensor) ? 'not trained, by its name' : null;
}

/** The first that fits counts. */
const roles: readonly (readonly [TensorRole, (named: Named) => boolean])[] = [
  [
    'bias',
    ({ name, shape }) => shape.length === 1 && /(bias[^./]*|(^|[._/])(b\d*|beta|vars\/1))$/.test(name),
  ],
  // A vector called weight can only be one that multiplies, such as that of a norm.
  [
    'scale',
    ({ name, shape }) =>
      shape.length === 1 && /norm|gamma|scale|(^|[._/])(ln|bn)|(^|[._/])(weight|g)$/i.test(name),
  ],
  [
    'embedding',
    ({ name, shape }) => /embed|(^|[./])(wte|wpe)([./]|$)/i.test(name) && [2, 3].includes(shape.length),
  ],
  ['kernel', () => true],
];

export const roleOf = (named: Named): TensorRole => roles.find(([, fits]) => fits(named))![0];

/** Weights one after the other. Blocks are numbered from 1 as they come. */
export function layoutFor(tensors: readonly Named[]): ParameterLayout {
  const blocks = new Map<string, number>();
  return layoutOf(
    tensors.map(({ name, shape }) => {
      const block = blockName(name);
      if (!blocks.has(block)) blocks.set(block, blocks.size + 1);
      return { name, shape, role: roleOf({ name, shape }), block: blocks.get(block)! };
    }),
  );
}

/** Which weights a person wants. */
export interface TensorFilter {
  /** Names, apart by commas or spaces, * stands for anything; one with ! before it is left out. Empty: all. */
  readonly names?: string;
  /** Absent: all. */
  readonly roles?: readonly TensorRole[];
}

/** Whether a filter lets a weight through. */
export function filterOf({ names = '', roles: wanted }: TensorFilter): (named: Named) => boolean {
  const patterns = names.split(/[\s,]+/).filter((pattern) => pattern !== '');
  const not = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => matcher(pattern.slice(1)));
  const some = patterns.filter((pattern) => !pattern.startsWith('!')).map(matcher);
  return (named) =>
    (some.length === 0 || some.some((fits) => fits(named.name))) &&
    !not.some((fits) => fits(named.name)) &&
    (wanted?.includes(roleOf(named)) ?? true);
}

/** A pattern with any number of * takes time in proportion to the name only. */
function matcher(pattern: string): (name: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  return (name) => {
    if (last === undefined) return name === first;
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
      return false;
    let at = first.length;
    for (const piece of rest) {
      const found = name.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= name.length - last.length;
  };
}
