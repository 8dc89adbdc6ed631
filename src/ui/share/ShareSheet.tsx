/**
 * The dialog behind “Share …”: the link with or without its result and a line of the sender's, as a QR code, and the
 * code that embeds it.
 */
import { useEffect, useId, useState, type ReactNode } from 'react';
import { withoutRecords, type LinkExtras } from '../../experiment/link/extras.ts';
import { noteLength, noteOf, ownExtras } from '../../store/shared/share.ts';
import { useUi } from '../app/ui-context.ts';
import { describe } from '../header/describe.ts';
import buttons from '../primitives/buttons.module.css';
import { Dialog } from '../layout/Dialog.tsx';
import { embedCode, embedExtras, embedSizes, embedViews, type EmbedChoice } from './embed-code.ts';
import { QrCode } from './QrCode.tsx';
import css from './share.module.css';

interface ShareSheetProps {
  /** The browser did not let the page copy. */
  readonly refused: boolean;
  readonly onClose: () => void;
}

export default function ShareSheet({ refused, onClose }: ShareSheetProps) {
  const { app } = useUi();
  const [records, setRecords] = useState<LinkExtras | null>(null);
  const [withResult, setWithResult] = useState(true);
  const [typed, setTyped] = useState('');
  useEffect(() => {
    void ownExtras(app, true).then(({ result, picture }) =>
      setRecords(result === undefined ? {} : picture === undefined ? { result } : { result, picture }),
    );
  }, [app]);
  const { extras } = app.store.getState();
  const carried: LinkExtras = withResult && records !== null ? records : {};
  const result: LinkExtras = carried.result === undefined ? {} : { result: carried.result };
  const note = noteOf(typed);
  const link = app.actions.linkWith({
    ...withoutRecords(extras),
    ...result,
    ...(note === '' ? {} : { note }),
  });
  return (
    <Dialog title="Share this experiment" onClose={onClose}>
      <div className={css['sheet']}>
        <div className={css['row']}>
          <label>
            <input
              type="checkbox"
              checked={withResult}
              onChange={({ target }) => setWithResult(target.checked)}
            />
            With its result
          </label>
          <span className={css['hint']}>
            {records !== null && records.result === undefined
              ? 'There is none before the end of the run.'
              : 'The recipient’s page runs it again and compares.'}
          </span>
        </div>
        <label className={css['note']}>
          A line to whom you send it
          <input
            value={typed}
            maxLength={noteLength}
            placeholder="none"
            onChange={({ target }) => setTyped(target.value)}
          />
        </label>
        {refused && <p role="alert">The browser does not let this page copy. Copy the link by hand:</p>}
        <Copied label="Link" text={link} />
        <details>
          <summary>QR code</summary>
          <QrCode text={link} />
        </details>
        <Embedding carried={carried} />
      </div>
    </Dialog>
  );
}

const firstChoice: EmbedChoice = {
  view: 'verdict,loss',
  size: '800x450',
  host: 'html',
  theme: 'system',
  autoplay: 'click',
  script: false,
};

function Embedding({ carried }: { readonly carried: LinkExtras }) {
  const { app } = useUi();
  const [choice, setChoice] = useState(firstChoice);
  const set = (values: Partial<EmbedChoice>): void => setChoice({ ...choice, ...values });
  const link = app.actions.linkWith(embedExtras(choice, carried));
  const title = `Farcast Playground: ${describe(app.store.getState().draft)}`;
  return (
    <>
      <h3 className={css['heading']}>In another page, or on a slide</h3>
      <div className={css['row']}>
        <Choice label="Show" value={choice.view} onChange={(view) => set({ view })}>
          {Object.entries(embedViews)}
        </Choice>
        <Choice
          label="Size"
          value={choice.size}
          onChange={(size) => set({ size: embedSizes.find((known) => known === size) ?? choice.size })}
        >
          {embedSizes.map((size) => [size, size.replace('x', ' × ')])}
        </Choice>
        <Choice
          label="For"
          value={choice.host}
          onChange={(host) => set({ host: host as EmbedChoice['host'] })}
        >
          {[
            ['html', 'a web page'],
            ['reveal', 'reveal.js'],
            ['quarto', 'Quarto'],
          ]}
        </Choice>
        <Choice
          label="Theme"
          value={choice.theme}
          onChange={(theme) => set({ theme: theme as EmbedChoice['theme'] })}
        >
          {[
            ['system', 'system'],
            ['light', 'light'],
            ['dark', 'dark'],
          ]}
        </Choice>
        <Choice
          label="Train"
          value={choice.autoplay}
          onChange={(autoplay) => set({ autoplay: autoplay as EmbedChoice['autoplay'] })}
        >
          {[
            ['click', 'when pressed'],
            ['visible', 'when visible'],
          ]}
        </Choice>
        <label>
          <input
            type="checkbox"
            checked={choice.script}
            onChange={({ target }) => set({ script: target.checked })}
          />
          Scripts of the host may drive it
        </label>
      </div>
      <Copied label="Code" text={embedCode(choice, link, title)} />
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: readonly (readonly [value: string, words: string])[];
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {children.map(([option, words]): ReactNode => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A text to be copied by a button, or by hand. */
function Copied({ label, text }: { readonly label: string; readonly text: string }) {
  const [outcome, setOutcome] = useState('');
  const id = useId();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('Copied');
    } catch {
      setOutcome('The browser does not let this page copy; select the text and copy it by hand.');
    }
  };
  return (
    <div>
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <textarea
        id={id}
        className={css['code']}
        readOnly
        value={text}
        spellCheck={false}
        onFocus={({ target }) => target.select()}
      />
      <div className={css['row']}>
        <button type="button" className={buttons['outlined']} onClick={() => void copy()}>
          Copy the {label.toLowerCase()}
        </button>
        <span className={css['hint']} role="status">
          {outcome}
        </span>
      </div>
    </div>
  );
}
