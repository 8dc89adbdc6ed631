/**
 * Transformers with layer norm before attention and feed-forward (Xiong et al., arXiv 2002.04745), GELU, and a
 * feed-forward layer of four times the width: a decoder that predicts the next character (as GPT-2), and an encoder that
 * classifies a text (the blocks of DistilBERT, arXiv 1910.01108). Dropout, if any, is where GPT-2 has it but for the
 * attention weights: on the embeddings, and on what attention and feed-forward layers add to the residual stream.
 */
import { inputNode, type Model, type NodeId } from '../model.ts';
import { ModelBuilder } from './builder.ts';

interface TransformerShape {
  /** Characters read at once, and distinct ones. */
  readonly context: number;
  readonly vocabulary: number;
  /** Numbers for a character between blocks. */
  readonly width: number;
  readonly blocks: number;
  /** Attention heads of a block, which share the width. */
  readonly heads: number;
  /** Share of values dropped; none if left out. */
  readonly dropout?: number;
}

export interface DecoderShape extends TransformerShape {
  /** Whether the output layer is the table of the characters' embeddings, without a bias. */
  readonly tied: boolean;
}

export interface EncoderShape extends TransformerShape {
  readonly classes: number;
  /** What is classified: the first token after all blocks, or the mean of all. */
  readonly readout: 'first' | 'mean';
}

/** Attention to earlier characters only; the outputs are [context, vocabulary]. */
export function decoder(shape: DecoderShape): Model {
  const { context, vocabulary, width, tied } = shape;
  const builder = new ModelBuilder([context]);
  const { node, table } = trunk(builder, shape, true);
  const last = builder.norm(node, 'head.norm', width);
  if (tied) builder.add({ op: 'dense', from: [last], tensors: [table] });
  else builder.dense(last, 'head', vocabulary, width);
  return builder.model('token-cross-entropy');
}

/** Attention to all characters; the outputs are [classes]. */
export function encoder(shape: EncoderShape): Model {
  const { context, width, classes, readout } = shape;
  const builder = new ModelBuilder([context]);
  const { node } = trunk(builder, shape, false);
  const last = builder.norm(node, 'head.norm', width);
  const read = builder.add({ op: 'readout', from: [last], tensors: [], kind: readout });
  builder.dense(read, 'head', classes, width);
  return builder.model('cross-entropy');
}

/** Embeddings and blocks; returns the last node and the table of the characters' embeddings. */
function trunk(
  builder: ModelBuilder,
  { context, vocabulary, width, blocks, heads, dropout = 0 }: TransformerShape,
  causal: boolean,
): { readonly node: NodeId; readonly table: number } {
  const table = builder.tensor('embedding', 'embedding', [vocabulary, width], 'token');
  const positions = builder.tensor('embedding', 'embedding', [context, width], 'position');
  let node = builder.add({ op: 'embed', from: [inputNode], tensors: [table] });
  node = builder.add({ op: 'position', from: [node], tensors: [positions] });
  node = builder.dropout(node, dropout);
  const added = (from: NodeId, path: string, inputs: number): NodeId =>
    builder.dropout(builder.dense(from, path, width, inputs), dropout);
  for (let block = 1; block <= blocks; block += 1) {
    const name = `block${block}`;
    const normal = builder.norm(node, `${name}.norm1`, width);
    const inputs = ['query', 'key', 'value'].map((part) =>
      builder.dense(normal, `${name}.attention.${part}`, width, width),
    );
    const attention = builder.add({ op: 'attention', from: inputs, tensors: [], heads, causal });
    node = builder.sum(node, added(attention, `${name}.attention.output`, width));
    const inner = builder.dense(
      builder.norm(node, `${name}.norm2`, width),
      `${name}.feedforward.inner`,
      4 * width,
      width,
    );
    const gelu = builder.add({ op: 'gelu', from: [inner], tensors: [] });
    node = builder.sum(node, added(gelu, `${name}.feedforward.output`, 4 * width));
  }
  return { node, table };
}
