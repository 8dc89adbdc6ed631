/** Attention, one panel and one head after the other. */
import type { AttentionNode } from '../../../../core/model/model.ts';
import { f32x4, i32, v128 } from '../../assembler/instructions.ts';
import { exponentials } from '../functions.ts';
import {
  panelAt,
  panelsOfShape,
  type Body,
  type Int,
  type Kernel,
  type Local,
  type Panels,
  type V128,
} from '../kernel.ts';
import { stageParameters, takePanels, type Place, type Stages, type Workshop } from '../stage.ts';
import { collected, overPairs, scores, weighted, type Extents, type Rows } from './lane-products.ts';

type Pointer = Local<'i32'>;

const { add, div, mul, pmax, sub } = f32x4;

export function attention(workshop: Workshop, place: Place, node: AttentionNode): Stages {
  const { shape, fromDeltas } = place;
  const [tokens, features] = shape as [number, number];
  // Scores are computed in fours: [head, token, attended token].
  const square = panelsOfShape([node.heads * tokens, 4 * Math.ceil(tokens / 4)]);
  const heads: Heads = {
    ...{ count: node.heads, tokens, width: features / node.heads, causal: node.causal },
    shares: takePanels(workshop, square),
  };
  const width = 8 * tokens * tokens * features;
  const needed = fromDeltas.some((below) => below !== null);
  return {
    forward: [{ kernel: forwardOf(workshop, place, heads), units: 'panels', width }],
    backward: needed
      ? [{ kernel: backwardOf(workshop, place, heads), units: 'panels', width: 2 * width }]
      : [],
  };
}

interface Heads extends Extents {
  readonly count: number;
  /** From the latest forward pass. */
  readonly shares: Panels;
}

const scaleOf = ({ constants }: Workshop, { width }: Heads): V128 =>
  constants.splat(Math.fround(1 / Math.sqrt(width)));

function forwardOf(workshop: Workshop, { name, from, values }: Place, heads: Heads): Kernel {
  const scale = scaleOf(workshop, heads);
  return workshop.assembler.kernel(name, stageParameters, (f, _weights, first, end) =>
    overHeads(f, heads, first, end, [...from, values, heads.shares], (all) => {
      const [q, k, v, z, p] = all as [Rows, Rows, Rows, Rows, Rows];
      overPairs(f, heads.tokens, (token, rows) => {
        const own = scores(f, heads, q, k, p, token, rows, (sum) => f.set(sum, mul(sum, scale)));
        overTokens(heads, token, rows, (row, length) =>
          softmax(f, workshop, f.i32(i32.add(own, row * p.rowBytes)), length),
        );
      });
      weighted(f, heads, p, v, { ...z, adds: false });
    }),
  );
}

function backwardOf(workshop: Workshop, place: Place, heads: Heads): Kernel {
  const { name, from, values, deltas, fromDeltas } = place;
  const scale = scaleOf(workshop, heads);
  const [ofQueries = null, ofKeys = null, ofSeen = null] = fromDeltas;
  const targets = fromDeltas.map((below) => below ?? values);
  const { rowBytes } = heads.shares;
  /** Gradients of the scores of one head. */
  const slopes = workshop.place(heads.tokens * rowBytes);
  return workshop.assembler.kernel(`${name}.gradient`, stageParameters, (f, _weights, first, end) => {
    overHeads(f, heads, first, end, [...from, deltas, heads.shares, ...targets], (all) => {
      const [q, k, v, d, p, dq, dk, dv] = all as [Rows, Rows, Rows, Rows, Rows, Rows, Rows, Rows];
      if (ofSeen !== null) collected(f, heads, p, d, { ...dv, adds: ofSeen.adds });
      if (ofKeys === null && ofQueries === null) return;
      const s: Rows = { at: f.i32(slopes), rowBytes };
      overPairs(f, heads.tokens, (token, rows) => {
        const own = scores(f, heads, d, v, s, token, rows, () => undefined);
        const share = f.i32(i32.add(p.at, i32.mul(token, rowBytes)));
        overTokens(heads, token, rows, (row, length) => {
          const at = f.i32(i32.add(own, row * rowBytes));
          scoreSlopes(f, at, length, f.i32(i32.add(share, row * rowBytes)), scale);
        });
      });
      if (ofKeys !== null) collected(f, heads, s, q, { ...dk, adds: ofKeys.adds });
      if (ofQueries !== null) weighted(f, heads, s, k, { ...dq, adds: ofQueries.adds });
    });
  });
}

/** Calls `each` with the rows of one head, in all panels first <= p < end. */
function overHeads(
  f: Body,
  { count, tokens, width, shares }: Heads,
  first: Pointer,
  end: Pointer,
  all: readonly Panels[],
  each: (rows: readonly Rows[]) => void,
): void {
  const [panel, head] = [f.i32(), f.i32()];
  f.each(panel, first, end, 1, () => {
    const rows = all.map((panels) => ({ at: f.i32(panelAt(panels, panel)), rowBytes: panels.rowBytes }));
    f.each(head, 0, count, 1, () => {
      each(rows);
      for (const [i, { at, rowBytes }] of rows.entries())
        f.advance(at, all[i] === shares ? tokens * rowBytes : 16 * width);
    });
  });
}

/** Calls `turn` for one or two tokens, with the bytes of their scores. */
function overTokens(
  { tokens, causal }: Heads,
  token: Pointer,
  rows: number,
  turn: (row: number, length: Int) => void,
): void {
  for (let row = 0; row < rows; row += 1)
    turn(row, causal ? i32.shl(i32.add(token, row + 1), 4) : 16 * tokens);
}

/** Softmax of `length` bytes of scores, in place; may change up to three more. */
function softmax(f: Body, { constants: c }: Workshop, row: Pointer, length: Int): void {
  const end = f.i32(i32.add(row, length));
  const at = f.i32(row);
  const largest = f.v128(v128.ints(0xff800000, 0xff800000, 0xff800000, 0xff800000));
  f.loop(at, end, 16, () => f.set(largest, pmax(largest, v128.load(at))));
  f.set(at, row);
  f.loop(at, end, 64, () => {
    const four = [0, 16, 32, 48].map((offset) => f.v128(sub(v128.load(at, offset), largest)));
    exponentials(f, c, four);
    for (const [i, e] of four.entries()) f.do(v128.store(at, e, 16 * i));
  });
  const total = f.v128(v128.zero);
  f.set(at, row);
  f.loop(at, end, 16, () => f.set(total, add(total, v128.load(at))));
  const inverse = f.v128(div(c.splat(1), total));
  f.set(at, row);
  f.loop(at, end, 16, () => f.do(v128.store(at, mul(v128.load(at), inverse))));
}

/** Replaces the gradients of a token's shares by those of its scores. */
function scoreSlopes(f: Body, row: Pointer, length: Int, shares: Pointer, scale: V128): void {
  const end = f.i32(i32.add(row, length));
  const [at, share] = [f.i32(row), f.i32(shares)];
  const along = f.v128(v128.zero);
  const overRow = (turn: () => void): void => {
    f.set(at, row);
    f.set(share, shares);
    f.loop(at, end, 16, () => {
      turn();
      f.advance(share, 16);
    });
  };
  overRow(() => f.set(along, add(along, mul(v128.load(at), v128.load(share)))));
  overRow(() => f.do(v128.store(at, mul(mul(v128.load(share), sub(v128.load(at), along)), scale))));
}
