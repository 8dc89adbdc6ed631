/**
 * Handles drops on the page: opens a file of coefficients, or says why not. Drops never make the browser leave the
 * page; text fields accept text.
 */
import { useEffect } from 'react';
import { later } from './later.ts';
import type { Ui } from './ui-context.ts';

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;

const isFieldOfText = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.matches('textarea, input:not([type="range"], [type="radio"], [type="checkbox"]), [contenteditable]');

const isTaken = (event: DragEvent): boolean =>
  event.defaultPrevented || (isFieldOfText(event.target) && !hasFiles(event));

export function useDrops({ app }: Pick<Ui, 'app'>): void {
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (isTaken(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = hasFiles(event) ? 'copy' : 'none';
    };
    const drop = (event: DragEvent): void => {
      if (isTaken(event)) return;
      event.preventDefault();
      void problemWith(app, [...(event.dataTransfer?.files ?? [])]).then((problem) => {
        if (problem !== null)
          app.store.setState({ notice: { tone: 'warning', title: problem, lines: [], action: null } });
      });
    };
    document.addEventListener('dragover', over);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('drop', drop);
    };
  }, [app]);
}

/** In one line; null if the file was opened. */
async function problemWith(app: Ui['app'], [file, ...others]: readonly File[]): Promise<string | null> {
  if (file === undefined) return 'Nothing was opened: only files of coefficients can be dropped here.';
  if (others.length > 0) return 'Nothing was opened: drop one file at a time.';
  try {
    const { openFile } = await later.opening();
    return await openFile(app, file);
  } catch {
    return `“${file.name}” was not opened: that needs a part of the page that could not be fetched.`;
  }
}
