/** What can be taken from the page: all files of the run, scripts that repeat it, how to cite it. Fetched on first use. */
import { useEffect, useRef, useState } from 'react';
import cff from '../../../CITATION.cff?raw';
import { curveRows } from '../../record/files/curves.ts';
import { grouped } from '../primitives/numbers.ts';
import { useUi } from '../app/ui-context.ts';
import { figureSvg, type SavedFigure } from '../charts/export/figure-svg.ts';
import type { FigureFiles } from '../charts/export/figure-files.ts';
import { fileName, provenanceOf, type Provenance } from '../charts/export/provenance.ts';
import { download } from '../charts/export/save.ts';
import { Sheet } from '../charts/export/Sheet.tsx';
import buttons from '../primitives/buttons.module.css';
import { Dialog } from '../layout/Dialog.tsx';
import dialog from '../layout/dialog.module.css';
import { everything } from './everything.ts';
import { bibTex, javaScript, python } from './recipes.ts';
import { SaveTrajectory } from './SaveTrajectory.tsx';
import { SaveWeights } from './SaveWeights.tsx';
import css from './TakeAway.module.css';

const texts: readonly (readonly [name: string, title: string, make: (of: Provenance) => string])[] = [
  ['JavaScript', 'Repeat with JavaScript and Playwright', javaScript],
  ['Python', 'Repeat with Python and Playwright', python],
  ['BibTeX', 'Cite: BibTeX of software and paper', bibTex],
  ['CFF', 'Cite: Citation File Format', () => cff],
];

export default function TakeAway({ onClose }: { readonly onClose: () => void }) {
  const { app } = useUi();
  const [of, setOf] = useState<Provenance | null>(null);
  useEffect(() => {
    void provenanceOf(app).then(setOf);
    // The run of the moment when the dialog was opened.
  }, []); // eslint-disable-line
  return (
    <Dialog title="Take this run with you" onClose={onClose}>
      {of === null ? <p>Computing the digest …</p> : <Content of={of} />}
    </Dialog>
  );
}

function Content({ of }: { readonly of: Provenance }) {
  return (
    <>
      <p>
        {of.about}
        {of.unfinished !== null && `, unfinished: ${of.unfinished}`}
      </p>
      {of.digest !== null && (
        <p className={css['digest']} translate="no">
          digest {of.digest}
        </p>
      )}
      <Everything of={of} />
      <SaveWeights of={of} />
      <SaveTrajectory of={of} />
      {texts.map(([name, title, make]) => (
        <Text key={name} name={name} title={title} text={make(of)} />
      ))}
    </>
  );
}

/** Maximum number of steps of a curve unless all are wanted. */
const someSteps = 1000;

interface Job {
  readonly of: FigureFiles;
  readonly drawn: (element: HTMLElement) => void;
}

function Everything({ of }: { readonly of: Provenance }) {
  const { app } = useUi();
  const [whole, setWhole] = useState(true);
  const [job, setJob] = useState<Job | null>(null);
  const [isWorking, setWorking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const rows = curveRowsOf(app.recorded());
  const draw = (files: FigureFiles, caption: string): Promise<SavedFigure> =>
    new Promise((resolve) => {
      setJob({ of: files, drawn: (element) => resolve(figureSvg(element, caption)) });
    });
  const save = async (): Promise<void> => {
    setWorking(true);
    setProblem(null);
    try {
      const zip = await everything(app, { draw, mostSteps: whole ? Infinity : someSteps });
      download(zip, `${fileName(of, 'everything')}.zip`);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setJob(null);
      setWorking(false);
    }
  };
  return (
    <section className={dialog['section']}>
      <h3>Download everything</h3>
      <p>
        One zip: the result as JSON; curves, ends, jumps and forecast errors of every seed, and all tables and
        figures that are on the page now, as CSV and SVG; link, scripts, citation.
      </p>
      <label className={dialog['check']}>
        <input type="checkbox" checked={whole} onChange={({ target }) => setWhole(target.checked)} />
        every step of every curve ({grouped(rows)} rows); otherwise at most {grouped(someSteps)} steps of each
      </label>
      <div className={dialog['foot']}>
        {problem !== null && <span role="alert">The archive could not be made: {problem}</span>}
        <button
          type="button"
          className={buttons['primary']}
          aria-disabled={isWorking}
          onClick={() => !isWorking && void save()}
        >
          {isWorking ? 'Collecting …' : 'Download everything'}
        </button>
      </div>
      {job !== null && (
        <Sheet key={job.of.area} onDrawn={job.drawn}>
          {job.of.figure}
        </Sheet>
      )}
    </section>
  );
}

const curveRowsOf = (history: Parameters<typeof curveRows>[0] | null): number =>
  history === null ? 0 : curveRows(history);

/** A text to be copied; selected where the clipboard is refused. */
function Text({
  name,
  title,
  text,
}: {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}) {
  const { copy } = useUi().app;
  const [copied, setCopied] = useState<boolean | null>(null);
  const shown = useRef<HTMLPreElement>(null);
  const take = async (): Promise<void> => {
    const done = await copy(text);
    setCopied(done);
    if (!done && shown.current !== null) getSelection()?.selectAllChildren(shown.current);
  };
  return (
    <details className={dialog['section']}>
      <summary>{title}</summary>
      <pre ref={shown} className={css['text']} tabIndex={0} aria-label={name} translate="no">
        {text}
      </pre>
      <div className={dialog['foot']}>
        <span role="status">
          {copied === true && 'Copied.'}
          {copied === false &&
            'The browser does not let this page copy: the text is selected; copy it by hand.'}
        </span>
        <button type="button" className={buttons['outlined']} onClick={() => void take()}>
          Copy {name}
        </button>
      </div>
    </details>
  );
}
