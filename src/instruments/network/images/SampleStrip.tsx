/** Some test images or passages with their class and those that both networks predict, mistakes first. */
import { useCallback } from 'react';
import { confusionView, type ConfusionView } from './view.ts';
import { useView } from '../../../ui/app/ui-context.ts';
import type { Paint } from '../../../ui/charts/export/on-sheet.ts';
import { series } from '../../../ui/primitives/arms.ts';
import { CanvasFigure, paletteOf, shadeOf, usePainted } from '../CanvasFigure.tsx';
import css from '../network.module.css';
import { samplesTable } from '../tables.ts';

type Sample = ConfusionView['samples'][number];

export function SampleStrip() {
  const view = useView(confusionView);
  const { samples, sides, kind, empty, count, columns } = view;
  const wrong = samples.filter((sample) => sample.wrong).length;
  return (
    <CanvasFigure
      title={kind === 'images' ? 'Sample images' : 'Sample passages'}
      caption={`mistakes first; ${wrong} of ${samples.length} shown are misclassified`}
      empty={empty}
      area="network-samples"
      help="samples"
      summary={empty ?? `${samples.length} of ${count} test ${kind}, misclassified ones first.`}
      table={() => samplesTable(view)}
    >
      <ul className={css[kind === 'images' ? 'strip' : 'passages']}>
        {samples.map((sample) => (
          <li key={sample.index}>
            {kind === 'images' ? (
              <Picture sample={sample} columns={columns} />
            ) : (
              <q className={css['passage']}>{sample.text}</q>
            )}
            <span className={css['truth']}>{sample.truth}</span>
            {sides.map(({ side, arm }, s) => (
              <span key={side} style={{ color: series[arm].color }}>
                {sample.taken[s] === sample.truth ? '✓' : '✗'} {sample.taken[s]}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </CanvasFigure>
  );
}

function Picture({
  sample: { pixels, truth, index },
  columns,
}: {
  readonly sample: Sample;
  readonly columns: number;
}) {
  const paint = useCallback<Paint>(
    (target, styled) => draw(target, styled, pixels, columns),
    [pixels, columns],
  );
  const canvas = usePainted(paint);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={`Test image ${index + 1}, ${truth}`}
      width={columns}
      height={pixels.length / columns}
      className={css['image']}
    />
  );
}

/** Bright pixels are dark here. */
function draw(canvas: HTMLCanvasElement, styled: Element, pixels: Uint8Array, columns: number): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const palette = paletteOf(styled);
  const image = context.createImageData(columns, pixels.length / columns);
  pixels.forEach((pixel, at) => {
    image.data.set([...shadeOf(palette, pixel / 255), 255], 4 * at);
  });
  context.putImageData(image, 0, 0);
}
