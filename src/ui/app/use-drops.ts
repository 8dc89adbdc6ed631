/**
 * Handles drops on the page: opens the file, or says why not. Drops never make the browser leave the page; text fields
 * accept text.
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
      // Files and folders of what was dropped can be read during the event only.
      const dropped = [...(event.dataTransfer?.items ?? [])].flatMap(
        (item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? [],
      );
      void later
        .opening()
        .then(({ openDropped }) => openDropped(app, dropped), missing)
        .then((problem) => {
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

const missing = (): string => 'Nothing was opened: that needs a part of the page that could not be fetched.';
