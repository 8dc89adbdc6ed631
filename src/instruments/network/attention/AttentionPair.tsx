/** Attention of one head of the control and of the treated network, side by side, as heat maps. */
import { useCallback, useState, type PointerEvent } from 'react';
import { columnName, type Table, type TableColumn } from '../../../record/table.ts';
import { useAppState, useUi, useView } from '../../../ui/app/ui-context.ts';
import type { Paint } from '../../../ui/charts/export/on-sheet.ts';
import { Pick } from '../../../ui/charts/WhosePick.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { CanvasFigure, Counted, Pair, paletteOf, shadeOf, usePainted } from '../CanvasFigure.tsx';
import css from '../network.module.css';
import own from './attention.module.css';
import { attentionView, type AttentionView } from './view.ts';

/** A block and a head, from 0. */
interface Head {
  readonly block: number;
  readonly head: number;
}

/** A character that is processed, and one that it attends to. */
interface Cell {
  readonly row: number;
  readonly column: number;
}

export function AttentionPair() {
  const view = useView(attentionView);
  const [chosen, setChosen] = useState<Head>({ block: 0, head: 0 });
  const [cell, setCell] = useState<Cell | null>(null);
  const { sides, empty, characters, step, seed, heads } = view;
  const blocks = sides[0]?.blocks.length ?? 1;
  const head = { block: Math.min(chosen.block, blocks - 1), head: Math.min(chosen.head, heads - 1) };
  const within = cell !== null && Math.max(cell.row, cell.column) < characters.length ? cell : null;
  return (
    <CanvasFigure
      title="Attention"
      caption={
        within === null ? `step ${step ?? 0}, seed ${seed}` : <Values view={view} head={head} cell={within} />
      }
      area="network-attention"
      help="attention"
      summary={view.summary}
      empty={empty}
      table={(whole) => attentionTable(view, head, whole)}
    >
      <Choices view={view} head={head} blocks={blocks} onChoose={setChosen} />
      <Pair sides={sides} className={own['pair']}>
        {(side) => <Map view={view} shares={side.blocks[head.block]!} head={head.head} onCell={setCell} />}
      </Pair>
      <p className={css['notes']}>
        Rows: character read; columns: character attended to; stronger tone: larger share of the row
      </p>
    </CanvasFigure>
  );
}

interface ChoicesProps {
  readonly view: AttentionView;
  readonly head: Head;
  readonly blocks: number;
  readonly onChoose: (head: Head) => void;
}

function Choices({ view: { heads, passage, characters }, head, blocks, onChoose }: ChoicesProps) {
  const { store } = useUi().app;
  const at = useAppState((state) => state.passage);
  const pick = (what: 'block' | 'head', of: number) => (
    <Pick
      label={`Shown ${what}`}
      value={head[what]}
      options={Array.from({ length: of }, (_, index) => [index, `${what} ${index + 1}`])}
      onChange={(value) => onChoose({ ...head, [what]: value })}
    />
  );
  return (
    <p className={own['choices']}>
      {pick('block', blocks)}
      {pick('head', heads)}
      {passage === null ? (
        <span>of the prompt{characters.length > 1 ? '' : ', which has one character only'}</span>
      ) : (
        <Counted
          label="test passage"
          value={Math.min(at + 1, passage.of)}
          of={passage.of}
          onChange={(wanted) => store.setState({ passage: wanted - 1 })}
        >
          {passage.truth}
        </Counted>
      )}
    </p>
  );
}

const shareAt = (shares: Float32Array, head: number, context: number, { row, column }: Cell): number =>
  shares[(head * context + row) * context + column] ?? NaN;

/** A character as it is written beside a map. */
const visible = (character: string): string =>
  character === ' ' ? '␣' : character === '\n' ? '↵' : character;

function Values({
  view,
  head,
  cell,
}: {
  readonly view: AttentionView;
  readonly head: Head;
  readonly cell: Cell;
}) {
  const { characters, context, sides } = view;
  const name = (at: number): string => `${visible(characters[at]!)} (${at + 1})`;
  return (
    <span className={css['values']}>
      {name(cell.row)} to {name(cell.column)}
      {sides.map(({ side, arm, blocks }) => (
        <span key={side} style={{ color: series[arm].color }}>
          {shareAt(blocks[head.block]!, head.head, context, cell).toFixed(3)}
        </span>
      ))}
    </span>
  );
}

interface MapProps {
  readonly view: AttentionView;
  readonly shares: Float32Array;
  readonly head: number;
  readonly onCell: (cell: Cell | null) => void;
}

/** More characters than these cannot be read beside a map. */
const mostNamed = 48;

/** Side of a character's square at most, rem. */
const largest = 1.5;

function Map({ view: { characters, context, summary }, shares, head, onCell }: MapProps) {
  const size = characters.length;
  const paint = useCallback<Paint>(
    (target, styled) => draw(target, styled, shares.subarray(head * context * context), context, size),
    [shares, head, context, size],
  );
  const canvas = usePainted(paint);
  const under = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLCanvasElement>): Cell => {
    const box = currentTarget.getBoundingClientRect();
    const at = (share: number): number => Math.min(size - 1, Math.max(0, Math.floor(share * size)));
    return { row: at((clientY - box.top) / box.height), column: at((clientX - box.left) / box.width) };
  };
  /** One and a half characters are left for the names. */
  const [room, side] = [150 / (size + 1.5), (100 * size) / (size + 1.5)].map((share) => `${share}%`);
  const names = size <= mostNamed ? Array.from(characters, visible) : [];
  return (
    <div className={own['map']} style={{ maxInlineSize: `${largest * (size + 1.5)}rem` }}>
      <svg aria-hidden="true" viewBox={`0 0 ${size + 1.5} ${size + 1.5}`} className={own['names']}>
        {names.map((name, at) => (
          <g key={at}>
            <text x={at + 2} y={1} textAnchor="middle">
              {name}
            </text>
            <text x={0.75} y={at + 2.3} textAnchor="middle">
              {name}
            </text>
          </g>
        ))}
      </svg>
      <canvas
        ref={canvas}
        role="img"
        aria-label={summary}
        width={size}
        height={size}
        className={own['cells']}
        style={{ insetBlockStart: room, insetInlineStart: room, inlineSize: side, blockSize: side }}
        onPointerMove={(event) => onCell(under(event))}
        onPointerLeave={() => onCell(null)}
      />
    </div>
  );
}

/** Shares [character, character attended to] of a head, the first `size` of `context` in both directions. */
function draw(
  canvas: HTMLCanvasElement,
  styled: Element,
  shares: Float32Array,
  context: number,
  size: number,
): void {
  const drawing = canvas.getContext('2d');
  if (drawing === null) return;
  const palette = paletteOf(styled);
  const image = drawing.createImageData(size, size);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      // So that small shares are visible, too.
      const tone = Math.sqrt(shares[row * context + column] ?? 0);
      image.data.set([...shadeOf(palette, tone), 255], 4 * (row * size + column));
    }
  drawing.putImageData(image, 0, 0);
}

/** Rows of the table on screen: the largest shares. */
const mostRows = 60;

/** A row for every pair of characters; on screen, for those with the largest shares. */
export function attentionTable(
  { sides, characters, context }: AttentionView,
  { block, head }: Head,
  whole: boolean,
): Table {
  const cells = Array.from(characters).flatMap((_, row) =>
    Array.from(characters, (__, column): Cell => ({ row, column })),
  );
  const sharesOf = (cell: Cell): number[] =>
    sides.map(({ blocks }) => shareAt(blocks[block]!, head, context, cell));
  const rows = cells.map((cell) => ({ cell, shares: sharesOf(cell) }));
  const shown = whole
    ? rows
    : rows.sort((a, b) => Math.max(...b.shares) - Math.max(...a.shares)).slice(0, mostRows);
  return {
    columns: [
      ['character', 'character'],
      ['place', 'place'],
      ['attends to', 'attended_character'],
      ['place', 'attended_place'],
      ...sides.map(({ arm }): TableColumn => [series[arm].label, columnName(arm, 'share')]),
    ],
    rows: shown.map(({ cell: { row, column }, shares }) => [
      visible(characters[row]!),
      row + 1,
      visible(characters[column]!),
      column + 1,
      ...shares,
    ]),
  };
}
