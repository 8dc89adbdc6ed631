/** The table of operations. To add one: a node type in model.ts, a file here, and a row. */
import type { Node } from '../model.ts';
import { activate } from './activate.ts';
import { dense } from './dense.ts';
import { layerNorm } from './layer-norm.ts';
import type { Op } from './op.ts';

const ops: { readonly [Name in Node['op']]: Op<Extract<Node, { readonly op: Name }>> } = {
  dense,
  activate,
  'layer-norm': layerNorm,
};

/** The operation of a node. Throws a RangeError if this build has none of that name. */
export function opOf(node: Node): Op<Node> {
  if (!Object.hasOwn(ops, node.op)) throw new RangeError(`no operation ${node.op}`);
  // The table pairs each operation with the nodes of its name.
  return ops[node.op] as Op<Node>;
}
