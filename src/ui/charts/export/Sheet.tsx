/**
 * A figure rendered for a file: on a sheet of fixed width, in light colours and common fonts, independent of
 * window, zoom and theme. An invisible frame, so that the page's style sheets apply and nothing moves.
 */
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { UiContext, useUi, type Hover, type Ui } from '../../app/ui-context.ts';
import type { ArmId } from '../../primitives/arms.ts';
import { createCell } from '../../primitives/cell.ts';
import { turnsTaken } from '../drawing/use-size.ts';
import { OnSheet } from './on-sheet.ts';

/** One family, whose widths all readers share; figures as high as on a page of text. */
const rules = `
:root { color-scheme: light; font-size: 16px; --paper: #fff; --sans: Arial, Helvetica, 'Liberation Sans', sans-serif; --mono: var(--sans); }
body { overflow: hidden; }
body > figure > * { flex-shrink: 0; }
`;

export interface SheetLook {
  /** CSS px of the drawing: text has its size of the page, so that a narrow sheet has larger letters in print. */
  readonly width: number;
  readonly title: boolean;
  readonly legend: boolean;
  readonly caption: boolean;
}

/** As wide as a page of text. */
const wholePage: SheetLook = { width: 720, title: true, legend: true, caption: true };

/** A figure's proportions; a narrow one is higher, for its words take more lines. */
const proportion = 25 / 45;
const lowest = 260;

const rulesFor = ({ width, title, caption }: SheetLook): string =>
  [
    `body > figure { block-size: ${Math.max(lowest, width * proportion)}px; }`,
    title ? '' : 'figcaption > h3 { display: none; }',
    caption ? '' : 'figcaption > :not(h3) { display: none; }',
  ].join(' ');

interface SheetProps {
  readonly look?: SheetLook;
  readonly onDrawn: (figure: HTMLElement) => void;
  readonly children: ReactNode;
}

export function Sheet({ look = wholePage, onDrawn, children }: SheetProps) {
  const ui = useUi();
  const [paper, setPaper] = useState<HTMLElement | null>(null);
  const still = useMemo(
    (): Ui => ({ ...ui, hover: createCell<Hover | null>(null), emphasis: createCell<ArmId | null>(null) }),
    [ui],
  );
  useEffect(() => {
    if (paper === null) return;
    let wanted = true;
    void turnsTaken().then(() => {
      const figure = paper.querySelector('figure');
      if (wanted && figure !== null) onDrawn(figure);
    });
    return () => {
      wanted = false;
    };
    // The first drawing is the one that is saved.
  }, [paper]); // eslint-disable-line
  return (
    <>
      <iframe
        aria-hidden="true"
        tabIndex={-1}
        title="Sheet"
        srcDoc="<!doctype html>"
        width={look.width}
        height={1000}
        style={{
          position: 'fixed',
          insetBlockStart: 0,
          insetInlineStart: -9999,
          visibility: 'hidden',
          border: 0,
        }}
        onLoad={({ currentTarget: { contentDocument } }) => {
          if (!contentDocument?.defaultView) return;
          const { documentElement, body } = contentDocument;
          documentElement.dataset['theme'] = 'light';
          // A style element would violate the page's policy.
          const style = new contentDocument.defaultView.CSSStyleSheet();
          style.replaceSync(`${pageRules()}${rules}${rulesFor(look)}`);
          contentDocument.adoptedStyleSheets = [style];
          setPaper(body);
        }}
      />
      {paper !== null &&
        createPortal(
          <OnSheet value={look}>
            <UiContext value={still}>{children}</UiContext>
          </OnSheet>,
          paper,
        )}
    </>
  );
}

const pageRules = (): string =>
  [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText)).join('\n');
