/** System, light, dark: one small button that goes round. */
import { useActions, useAppState } from '../app/ui-context.ts';
import type { Theme } from '../../store/state.ts';
import buttons from '../primitives/buttons.module.css';
import { Icon } from '../primitives/Icon.tsx';

const next: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

export function ThemeSwitch() {
  const theme = useAppState(({ view }) => view.theme);
  const { setView } = useActions();
  return (
    <button
      type="button"
      className={buttons['icon']}
      aria-label={`Theme: ${theme}. Change to ${next[theme]}`}
      title={`Theme: ${theme}`}
      onClick={() => setView({ theme: next[theme] })}
    >
      <Icon name={theme} />
    </button>
  );
}
