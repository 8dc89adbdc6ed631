/**
 * The handle at the left end of the target's line: drag (with a finger after a tap), arrow keys, double click or
 * Delete to reset. Moving it evaluates the recorded run again; it trains nothing.
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

/** React events would bubble to the plot, which has its own keys and crosshair. */
const keep = (event: SyntheticEvent): void => event.stopPropagation();

function Handle({ target, axis, scales }: HandleProps) {
  const { change } = useActions();
  const given = useAppState(({ draft }) => draft.goal > 0);
  const metric = useMetricName();
  /** Distance below the line when it was grabbed, px; null unless it is dragged. */
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
      title={
        given ? 'Drag to move the target; double-click to restore the default' : 'Drag to set the target'
      }
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
  /** Requires `low` above 0. */
  readonly logarithmic: boolean;
}

const digits = 3;

/** A target is above 0, also on an axis that begins at 0. */
const leastShare = 1e-3;

const within = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

export function targetAt({ low, high, logarithmic }: LossAxis, share: number): number {
  const at = within(0, share, 1);
  const loss = logarithmic ? low * (high / low) ** at : low + at * (high - low);
  return Number(within(leastShare * high, loss, high).toPrecision(digits));
}

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

/** The target after a key; 0 resets it; null for other keys. */
export function targetAfter(axis: LossAxis, target: number, key: string): number | null {
  if (key === 'Delete' || key === 'Backspace') return 0;
  const by = steps[key];
  return by === undefined ? null : targetAt(axis, shareOf(axis, target) + by);
}
