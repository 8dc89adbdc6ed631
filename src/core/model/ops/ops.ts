/** The table of operations. To add one: a node type in model.ts, a file here, and a row. */
import type { Node } from '../model.ts';
import { activate } from './activate.ts';
import { add } from './add.ts';
import { attention } from './tokens/attention.ts';
import { conv2d } from './images/conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { embed } from './tokens/embed.ts';
import { gelu } from './gelu.ts';
import { layerNorm } from './layer-norm.ts';
import type { Op } from './op.ts';
import { pool } from './images/pool.ts';
import { position } from './tokens/position.ts';
import { flatten, readout } from './shapes.ts';

/** By name. */
export const ops: { readonly [Name in Node['op']]: Op<Extract<Node, { readonly op: Name }>> } = {
  dense,
  activate,
  'layer-norm': layerNorm,
  gelu,
  dropout,
  add,
  conv2d,
  pool,
  flatten,
  embed,
  position,
  attention,
  readout,
};

/** The operation of a node. Throws a RangeError if this build has none of that name. */
export function opOf(node: Node): Op<Node> {
  if (!Object.hasOwn(ops, node.op)) throw new RangeError(`no operation ${node.op}`);
  // The table pairs each operation with the nodes of its name.
  return ops[node.op] as Op<Node>;
}
