/** The field of frozen coefficients: typed, chosen as a file, or dropped as one. */
import { useState, type DragEvent } from 'react';
import { ListRow } from '../controls/ListRow.tsx';
import css from './coefficients.module.css';
import { OpenButton } from './OpenButton.tsx';
import { useOpening } from './use-opening.ts';

export default function FrozenRow() {
  const { open, problem } = useOpening();
  const [over, setOver] = useState(false);
  const dragged = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    // Else the browser would leave the page for the file.
    event.preventDefault();
    setOver(true);
  };
  return (
    <div
      className={css['drop']}
      data-over={over}
      onDragEnter={dragged}
      onDragOver={dragged}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        open(event.dataTransfer.files[0]);
      }}
    >
      <ListRow name="frozen" />
      <OpenButton onFile={open}>Open coefficients from a file</OpenButton>
      {problem !== null && (
        <p role="alert" className={css['problem']}>
          {problem}
        </p>
      )}
    </div>
  );
}
