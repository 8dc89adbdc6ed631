/** A switch for every arm's curve with its value at the crosshair or its latest. Hidden while labels do. */
import { useContext, useRef, type KeyboardEvent } from 'react';
import { lossView } from './view.ts';
import { useAppState, useView, useActions, useUi } from '../../ui/app/ui-context.ts';
import { series, type ArmId } from '../../ui/primitives/arms.ts';
import { LineSample } from '../../ui/primitives/LineSample.tsx';
import { compact } from '../../ui/primitives/numbers.ts';
import { useHoverX } from '../../ui/charts/explore/run-axis.tsx';
import { OnSheet } from '../../ui/charts/export/on-sheet.ts';
import css from './Legend.module.css';
import { endedAt, ends, placeAt, pointsAt } from './points.ts';

/** Up to `few` arms the labels at the ends are enough; beyond `many` there is no room for numbers. */
const few = 4;
const many = 8;

export function Legend() {
  const arms = useAppState(({ run, draft }) => (run?.spec ?? draft).arms);
  const view = useView(lossView);
  const hovered = useHoverX();
  const place = hovered === null ? undefined : placeAt(view, hovered);
  const points = place === undefined ? ends(view) : pointsAt(view, place);
  const over = endedAt(view, place ?? Infinity);
  const valueOf = (arm: ArmId): string => {
    if (over.includes(arm)) return 'stopped';
    const median = points.find((point) => point.arm === arm)?.median;
    return median === undefined ? '' : compact(median);
  };
  const list = useRef<HTMLDivElement>(null);
  if (useContext(OnSheet) !== null || arms.length < 2) return null;
  // One stop of the Tab key; arrows go from switch to switch.
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    if (by === undefined || at < 0) return;
    event.preventDefault();
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div
      ref={list}
      role="toolbar"
      aria-label="Curves shown"
      className={css['legend']}
      data-quiet={arms.length <= few && view.hidden.length === 0}
      data-dense={arms.length > many}
      data-export="no"
      onKeyDown={move}
    >
      {arms.map((arm, index) => (
        <Switch key={arm} arm={arm} value={valueOf(arm)} first={index === 0} />
      ))}
    </div>
  );
}

interface SwitchProps {
  readonly arm: ArmId;
  readonly value: string;
  readonly first: boolean;
}

function Switch({ arm, value, first }: SwitchProps) {
  const isShown = useView(lossView, ({ hidden }) => !hidden.includes(arm));
  const { toggle, pointing } = useSeriesSwitch()(arm);
  return (
    <span className={css['item']} {...pointing}>
      <button
        type="button"
        className={css['switch']}
        aria-pressed={isShown}
        tabIndex={first ? 0 : -1}
        title={isShown ? 'Switch off' : 'Switch on'}
        onClick={toggle}
      >
        <LineSample look={series[arm]} width={16} />
        <span className={css['name']} style={{ color: series[arm].color }}>
          {series[arm].label}
        </span>
      </button>
      <span className={css['value']} translate="no">
        {value}
      </span>
    </span>
  );
}

/** Hides and shows an arm's curve, and emphasises it while its name is hovered. */
interface SeriesSwitch {
  readonly toggle: () => void;
  /** Handlers for the element with the name. */
  readonly pointing: { readonly onPointerEnter: () => void; readonly onPointerLeave: () => void };
}

export function useSeriesSwitch(): (arm: ArmId) => SeriesSwitch {
  const { app, emphasis } = useUi();
  const { setView } = useActions();
  return (arm) => ({
    toggle: () => {
      const { hidden } = app.store.getState().view;
      emphasis.set(null);
      setView({ hidden: hidden.includes(arm) ? hidden.filter((other) => other !== arm) : [...hidden, arm] });
    },
    pointing: {
      onPointerEnter: () => emphasis.set(arm),
      onPointerLeave: () => emphasis.set(null),
    },
  });
}
