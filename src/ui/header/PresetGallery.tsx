/** The experiment in one line; a press opens the named ones. */
import { useId, useRef, useState } from 'react';
import { Fetched } from '../app/Fetched.tsx';
import { later } from '../app/later.ts';
import { useActions, useAppState } from '../app/ui-context.ts';
import { Icon } from '../primitives/Icon.tsx';
import { describe, presetLabel, presetOf } from './describe.ts';
import css from './PresetGallery.module.css';

export function PresetGallery() {
  const draft = useAppState(({ draft: spec }) => spec);
  const { choosePreset } = useActions();
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const id = useId();
  const choose = (preset: string): void => {
    list.current?.hidePopover();
    choosePreset(preset);
  };
  return (
    <>
      <button type="button" className={css['button']} popoverTarget={id} aria-expanded={open}>
        <span className={css['label']}>{presetLabel(presetOf(draft))}</span>
        <span className={css['description']}>{describe(draft)}</span>
        <Icon name="down" />
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        className={css['list']}
        role="group"
        aria-label="Presets"
        onToggle={({ newState }) => setOpen(newState === 'open')}
      >
        {open && (
          <Fetched load={later.presetList} waiting={<p className={css['blurb']}>Loading …</p>}>
            {(PresetList) => <PresetList onChoose={choose} />}
          </Fetched>
        )}
      </div>
    </>
  );
}
