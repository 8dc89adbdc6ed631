/** The decision boundary of the control and of the treated network, or the surface they predict, side by side. */
import { boundaryView, type BoundarySide, type BoundaryView } from './view.ts';
import { useView } from '../../../ui/app/ui-context.ts';
import { series } from '../../../ui/primitives/arms.ts';
import { compact, percent } from '../../../ui/primitives/numbers.ts';
import { BoundaryCanvas } from './BoundaryCanvas.tsx';
import { CanvasFigure } from '../CanvasFigure.tsx';
import css from '../network.module.css';
import { outcomeTable } from '../tables.ts';

export function BoundaryPair() {
  const view = useView(boundaryView);
  const { kind, empty, sides, summary } = view;
  return (
    <CanvasFigure
      title={kind === 'classes' ? 'Decision boundary' : 'Predicted surface'}
      caption={empty === null ? captions[kind] : ''}
      area="network-boundary"
      help="boundary"
      summary={summary}
      table={() => outcomeTable(view)}
    >
      {empty === null ? (
        <div className={css['pair']}>
          {sides.map((side) => (
            <Side key={side.side} view={view} side={side} />
          ))}
        </div>
      ) : (
        <p className={css['caption']}>{empty}</p>
      )}
    </CanvasFigure>
  );
}

const captions: Readonly<Record<BoundaryView['kind'], string>> = {
  classes: 'tone: how likely class 1 is; line: undecided; filled dots: class 1',
  surface: 'tone: how high; line: 0; dots: targets, in the same tone',
};

function Side({ view, side }: { readonly view: BoundaryView; readonly side: BoundarySide }) {
  const { label, color } = series[side.arm];
  return (
    <figure className={css['side']}>
      <figcaption style={{ color }} className={css['armName']}>
        {label}
      </figcaption>
      <BoundaryCanvas view={view} side={side} />
      <dl className={css['facts']}>
        <Facts name="training" {...side.train} />
        <Facts name="test" {...side.test} />
      </dl>
    </figure>
  );
}

interface FactsProps {
  readonly name: string;
  readonly loss: number;
  readonly accuracy: number | null;
}

function Facts({ name, loss, accuracy }: FactsProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>loss {compact(loss)}</dd>
      {accuracy !== null && <dd>{percent(accuracy)} right</dd>}
    </div>
  );
}
