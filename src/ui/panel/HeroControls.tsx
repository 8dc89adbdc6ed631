/** The two main settings, and the axis of the charts. */
import { useId, useState } from 'react';
import { useActions, useAppState } from '../app/ui-context.ts';
import { axisOptions } from '../charts/of-run.ts';
import { isRelevant } from '../../experiment/relevance.ts';
import { typedNumber } from '../../experiment/typed.ts';
import { FieldShell } from '../controls/FieldShell.tsx';
import { NumberRow, Slider } from '../controls/NumberRow.tsx';
import { TextEntry } from '../controls/TextEntry.tsx';
import { useField } from '../controls/use-field.ts';
import { Segmented } from '../primitives/Segmented.tsx';
import css from './panel.module.css';
import { useTip } from '../help/HelpTip.tsx';

export function HeroControls() {
  const axis = useAppState(({ view }) => view.axis);
  const { setView } = useActions();
  const inRun = useAppState(({ draft }) => draft.source === 'in-run');
  const reaches = useAppState(({ draft }) => isRelevant('reach', draft));
  return (
    <div className={css['hero']} data-tour="hero" data-export="no">
      {inRun ? <Reach /> : reaches && <NumberRow name="reach" />}
      <NumberRow name="learningRate" />
      <div className={css['axis']}>
        <TuneSwitch />
        <Segmented
          legend="Compare along"
          options={axisOptions}
          value={axis}
          onChange={(next) => setView({ axis: next, range: null })}
        />
      </div>
    </div>
  );
}

/** The window split as its meaning: the longest horizon. */
function Reach() {
  const { field, value, isDefault, set, reset } = useField('split');
  const window = useAppState(({ draft }) => draft.window);
  const stride = useAppState(({ draft }) => draft.stride);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const span = window * stride;
  const most = Math.max(value, Math.min(field.max, Math.floor(window / 2)));
  const steps = (value - 1) * span;
  const read = (text: string): string | null => {
    const typed = typedNumber(text);
    const spans = (typed ?? NaN) / span;
    if (typed === null) return `“${text.slice(0, 20)}” is not a number of steps`;
    if (spans + 1 < field.min || spans + 1 > most)
      return `From ${(field.min - 1) * span} to ${(most - 1) * span} steps, in windows of ${span}`;
    if (!Number.isInteger(spans))
      return `Whole windows of ${span} steps: ${Math.floor(spans) * span} or ${Math.ceil(spans) * span}`;
    set(spans + 1);
    return null;
  };
  return (
    <FieldShell
      label="Jump up to"
      help={`Window split ${value}: ${field.help}`}
      id={id}
      reset={isDefault ? null : reset}
      problem={problem}
      value={
        <TextEntry
          id={`${id}-entry`}
          helpId={`${id}-help`}
          label="Jump up to, exact number of steps"
          text={String(steps)}
          unit="steps ahead"
          numeric
          read={read}
          onProblem={setProblem}
        />
      }
    >
      <Slider
        id={id}
        min={field.min}
        max={most}
        step={field.step}
        value={value}
        valueText={`${steps} steps ahead`}
        onChange={(split) => {
          setProblem(null);
          set(split);
        }}
      />
    </FieldShell>
  );
}

/** Whether each arm's learning rate is tuned first. */
function TuneSwitch() {
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
