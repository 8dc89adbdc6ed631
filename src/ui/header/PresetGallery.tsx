/** The experiment in one line; a press opens the named ones. */
import { useId, useRef } from 'react';
import { useActions, useAppState } from '../app/ui-context.ts';
import { presets, presetSpec } from '../../experiment/presets.ts';
import { Icon } from '../primitives/Icon.tsx';
import { describe, presetLabel, presetOf } from './describe.ts';
import css from './PresetGallery.module.css';

export function PresetGallery() {
  const draft = useAppState(({ draft: spec }) => spec);
  const { choosePreset } = useActions();
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const current = presetOf(draft);
  const choose = (preset: string): void => {
    list.current?.hidePopover();
    choosePreset(preset);
  };
  return (
    <>
      <button type="button" className={css['button']} popoverTarget={id}>
        <span className={css['label']}>{presetLabel(current)}</span>
        <span className={css['description']}>{describe(draft)}</span>
        <Icon name="down" />
      </button>
      <div ref={list} id={id} popover="auto" className={css['list']} role="group" aria-label="Presets">
        {presets.map((preset, index) => (
          <button
            key={preset.id}
            type="button"
            className={css['preset']}
            aria-current={preset.id === current}
            onClick={() => choose(preset.id)}
          >
            <kbd aria-hidden="true">{index + 1}</kbd>
            <span className={css['presetLabel']}>{preset.label}</span>
            <span className={css['blurb']}>{preset.blurb}</span>
            <span className={css['blurb']}>{describe(presetSpec(preset))}</span>
          </button>
        ))}
      </div>
    </>
  );
}
