/**
 * The handle at the left end of the target's line: dragged (by a finger once it was tapped), moved by keys, given back by a double click or Delete.
 * Moving it judges what is recorded by another loss; it trains nothing.
 */
import { useState, type KeyboardEvent, type PointerEvent, type SyntheticEvent } from 'react';
import { createPortal } from 'react-dom';
import { lossView } from './view.ts';
import { useActions, useAppState, useView } from '../../ui/app/ui-context.ts';
import { compact } from '../../ui/primitives/numbers.ts';
import css from '../../ui/charts/charts.module.css';
import { useScales, type Scales } from '../../ui/charts/drawing/use-scales.ts';
import { useOverPlot } from '../../ui/charts/ChartFigure.tsx';
import { useMetricName } from '../../ui/charts/of-run.ts';

export function TargetHandle() {
  const { target, yDomain } = useView(lossView);
  const onLog = useAppState(({ view }) => view.logarithmicLoss);
  const scales = useScales();
  const over = useOverPlot();
  if (target === null || scales === null || over === null) return null;
  const [low, high] = yDomain;
  const axis = { low, high, logarithmic: onLog && low > 0 };
  return createPortal(<Handle target={target} axis={axis} scales={scales} />, over);
}

interface HandleProps {
  readonly target: number;
  readonly axis: LossAxis;
  readonly scales: Scales;
}

/** React hands events on to where the handle was made: the plot, which has keys and a crosshair of its own. */
const keep = (event: SyntheticEvent): void => event.stopPropagation();

function Handle({ target, axis, scales }: HandleProps) {
  const { change } = useActions();
  const given = useAppState(({ draft }) => draft.goal > 0);
  const metric = useMetricName();
  /** How far below the line it was taken hold of, px; null while it is not. */
  const [held, setHeld] = useState<number | null>(null);
  const { y, left, top, bottom } = scales;
  const place = Math.min(bottom, Math.max(top, y(target)));
  const placeOf = ({ currentTarget, clientY }: PointerEvent<HTMLElement>): number =>
    clientY - currentTarget.parentElement!.getBoundingClientRect().top;
  const drag = (event: PointerEvent<HTMLElement>): void => {
    if (held !== null) change({ goal: targetAt(axis, (bottom - placeOf(event) + held) / (bottom - top)) });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const goal = targetAfter(axis, target, event.key);
    if (goal === null || event.ctrlKey || event.metaKey || event.altKey) return;
    keep(event);
    event.preventDefault();
    change({ goal });
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Target loss"
      aria-orientation="vertical"
      aria-valuemin={axis.low}
      aria-valuemax={axis.high}
      aria-valuenow={target}
      aria-valuetext={`${metric} ${compact(target)}, ${given ? 'given' : 'automatic: the control’s after 70 % of the budget'}`}
      title={given ? 'Drag to move the target; double click to have it set again' : 'Drag to set the target'}
      className={css['handle']}
      data-given={given}
      data-held={held !== null}
      style={{ insetBlockStart: place, inlineSize: left }}
      onPointerDown={(event) => {
        const scrolls = event.pointerType === 'touch' && document.activeElement !== event.currentTarget;
        if (event.button !== 0 || scrolls) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setHeld(placeOf(event) - place);
      }}
      onPointerMove={drag}
      onLostPointerCapture={() => setHeld(null)}
      onDoubleClick={() => change({ goal: 0 })}
      onKeyDown={onKeyDown}
      onFocus={keep}
      onBlur={keep}
    >
      <span aria-hidden="true">{compact(target)}</span>
    </div>
  );
}

interface LossAxis {
  readonly low: number;
  readonly high: number;
  /** Only of an axis with a positive end. */
  readonly logarithmic: boolean;
}

/** Digits of a target that was set by hand. */
const digits = 3;

/** A target is above zero, also on an axis that begins there. */
const leastShare = 1e-3;

const within = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

/** The target at a share of the axis, 0 at its low end; what lies beyond an end is that end. */
export function targetAt({ low, high, logarithmic }: LossAxis, share: number): number {
  const at = within(0, share, 1);
  const loss = logarithmic ? low * (high / low) ** at : low + at * (high - low);
  return Number(within(leastShare * high, loss, high).toPrecision(digits));
}

/** Where a loss lies on the axis, 0 to 1. */
export const shareOf = ({ low, high, logarithmic }: LossAxis, loss: number): number =>
  within(0, logarithmic ? Math.log(loss / low) / Math.log(high / low) : (loss - low) / (high - low), 1);

/** Share of the axis that a key moves the target by. */
const steps: Readonly<Record<string, number>> = {
  ArrowUp: 0.01,
  ArrowRight: 0.01,
  ArrowDown: -0.01,
  ArrowLeft: -0.01,
  PageUp: 0.1,
  PageDown: -0.1,
  Home: -1,
  End: 1,
};

/** The target after a key; 0 for those that give it back, null for keys that say nothing. */
export function targetAfter(axis: LossAxis, target: number, key: string): number | null {
  if (key === 'Delete' || key === 'Backspace') return 0;
  const by = steps[key];
  return by === undefined ? null : targetAt(axis, shareOf(axis, target) + by);
}
