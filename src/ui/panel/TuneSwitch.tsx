/** Whether each arm's learning rate is tuned first: one click, beside the rate that all arms share otherwise. */
import { useId } from 'react';
import { useAppState } from '../app/ui-context.ts';
import { isRelevant } from '../../experiment/relevance.ts';
import { useField } from '../controls/use-field.ts';
import { useTip } from '../help/use-tip.ts';
import css from './panel.module.css';

export function TuneSwitch() {
  const { field, value, set } = useField('tune');
  const offered = useAppState(({ draft }) => isRelevant('tune', draft));
  const tip = useTip(field.help);
  const id = useId();
  if (!offered) return null;
  return (
    <div {...tip}>
      <label className={css['tune']}>
        <input
          type="checkbox"
          checked={value === 'each'}
          aria-describedby={`${id}-help`}
          onChange={({ target }) => set(target.checked ? 'each' : 'off')}
        />
        {field.label}
      </label>
      <p id={`${id}-help`} hidden>
        {field.help}
      </p>
    </div>
  );
}
