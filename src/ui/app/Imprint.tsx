/** The experiment and its link on a printed page, which is light. */
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { describe } from '../header/describe.ts';
import { useUi } from './ui-context.ts';

export function Imprint() {
  const [printing, setPrinting] = useState(false);
  const { app } = useUi();
  useEffect(() => {
    const { dataset } = document.documentElement;
    let theme: string | undefined;
    const begin = (): void => {
      theme = dataset['theme'];
      dataset['theme'] = 'light';
      flushSync(() => setPrinting(true));
    };
    const end = (): void => {
      if (theme === undefined) delete dataset['theme'];
      else dataset['theme'] = theme;
      setPrinting(false);
    };
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  if (!printing) return null;
  const { run, draft } = app.store.getState();
  return (
    <footer style={{ overflowWrap: 'anywhere' }}>
      {run !== null && `Experiment ${run.experimentId} · `}
      {describe(run?.spec ?? draft)} · {app.actions.link()}
    </footer>
  );
}
