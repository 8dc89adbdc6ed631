/** Before anything is open: what can be dropped, files to choose, examples, and how to save checkpoints. */
import { useState } from 'react';
import type { NamedFile } from '../../../store/recorded/recorded.ts';
import type { RecordedApp } from '../../../store/recorded/recorded.ts';
import { pathOf } from '../../../store/files/entries.ts';
import { useUi } from '../../../ui/app/ui-context.ts';
import buttons from '../../../ui/primitives/buttons.module.css';
import { FileButton } from '../../../ui/layout/FileButton.tsx';
import { grouped } from '../../../ui/primitives/numbers.ts';
import { Segmented } from '../../../ui/primitives/Segmented.tsx';
import layout from '../../../ui/layout/layout.module.css';
import css from '../trajectory.module.css';
import { examples } from './examples.ts';
import { recipes } from './recipes.ts';

export function Start({ recorded }: { readonly recorded: RecordedApp }) {
  return (
    <div className={css['start']}>
      <section className={css['drop']} aria-label="Open a run">
        <p className={css['sentence']}>
          Would farcasting have helped your training run? Drop its checkpoints here.
        </p>
        <p className={css['note']}>
          Folders or files, of one run or of several: safetensors (also sharded), PyTorch <code>.pt</code>,{' '}
          <code>.pth</code> and <code>.bin</code>, NumPy <code>.npz</code>, Keras <code>.h5</code>; losses as
          CSV or JSON beside them. At least five checkpoints, better twenty. Files never leave this computer.
        </p>
        <PickFiles recorded={recorded} />
      </section>
      <Examples recorded={recorded} />
      <Recipes />
    </div>
  );
}

interface PickFilesProps {
  readonly recorded: RecordedApp;
  /** As links. */
  readonly quiet?: boolean;
}

/** A button for files, and one for a folder. */
export function PickFiles({ recorded, quiet = false }: PickFilesProps) {
  const open = (chosen: readonly File[]): void => {
    recorded.actions.open(chosen.map((file): NamedFile => ({ path: pathOf(file), file }))).catch(ignore);
  };
  const [first, second] = quiet ? (['link', 'link'] as const) : (['primary', 'outlined'] as const);
  return (
    <div className={layout['buttons']}>
      <FileButton kind="folder" className={buttons[first]} label="Folder of checkpoints" onFiles={open}>
        {quiet ? 'Open another folder' : 'Choose a folder'}
      </FileButton>
      <FileButton kind="files" className={buttons[second]} label="Files of checkpoints" onFiles={open}>
        {quiet ? 'Other files' : 'Choose files'}
      </FileButton>
    </div>
  );
}

const ignore = (): void => undefined;

function Examples({ recorded }: { readonly recorded: RecordedApp }) {
  const { base } = useUi().app.beside;
  return (
    <section aria-label="Examples" className={css['examples']}>
      <h3 className={layout['groupTitle']}>Or look at an example</h3>
      {examples.map((example) => (
        <p key={example.path}>
          <button
            type="button"
            className={buttons['link']}
            onClick={() => void recorded.actions.openExample(example, base).catch(ignore)}
          >
            {example.title}
          </button>
          <span className={css['note']}>
            {example.words} {grouped(Math.round(example.bytes / 1000))} kB
          </span>
        </p>
      ))}
    </section>
  );
}

function Recipes() {
  const [name, setName] = useState<string>(recipes[0].name);
  const [copied, setCopied] = useState<string | null>(null);
  const { code, words } = recipes.find((recipe) => recipe.name === name) ?? recipes[0];
  const copy = (): void => {
    navigator.clipboard.writeText(code).then(
      () => setCopied('Copied.'),
      () => setCopied('Not copied: the browser refused. Select the lines instead.'),
    );
  };
  return (
    <section aria-label="How to save checkpoints">
      <h3 className={layout['groupTitle']}>Save checkpoints like this</h3>
      <Segmented
        quiet
        legend="Framework"
        options={recipes.map((recipe) => [recipe.name, recipe.name])}
        value={name}
        onChange={(next) => {
          setName(next);
          setCopied(null);
        }}
      />
      <pre className={css['code']} tabIndex={0} aria-label={`${name}, lines to copy`} translate="no">
        {code}
      </pre>
      <p className={css['note']}>
        <button type="button" className={buttons['link']} onClick={copy}>
          Copy
        </button>{' '}
        <span role="status">{copied ?? words}</span>
      </p>
    </section>
  );
}
