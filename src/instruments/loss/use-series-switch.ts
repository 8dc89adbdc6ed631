/** Switches an arm's curve off and on, and lets it stand out while its name is pointed at. */
import { useActions, useUi } from '../../ui/app/ui-context.ts';
import type { ArmId } from '../../ui/primitives/arms.ts';

export interface SeriesSwitch {
  readonly toggle: () => void;
  /** Handlers for the element that bears the name. */
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
