/** The table of operations, by name. */
import type { Node } from '../../../core/model/model.ts';
import { dense } from './dense.ts';
import { activate, add, gelu } from './elementwise.ts';
import { conv2d, pool } from './images.ts';
import { layerNorm } from './norm.ts';
import type { Op } from './op.ts';
import { overRows } from './rows.ts';
import { flatten, readout } from './shapes.ts';
import { attention, embed, position } from './tokens.ts';

/** No dropout, which needs random numbers: src/engine/supports.ts says so before a run. */
const ops: { readonly [Name in Exclude<Node['op'], 'dropout'>]: Op<Extract<Node, { readonly op: Name }>> } = {
  dense: overRows(dense),
  activate,
  'layer-norm': overRows(layerNorm),
  gelu,
  add,
  conv2d,
  pool,
  flatten,
  embed,
  position,
  attention,
  readout,
};

// The table pairs each operation with the nodes of its name.
export const opOf = (node: Node): Op<Node> => ops[node.op as keyof typeof ops] as Op<Node>;
