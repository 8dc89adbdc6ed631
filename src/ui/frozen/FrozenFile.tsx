/** Around the field of frozen coefficients: they can be chosen as a file, or dropped as one. */
import { useState, type DragEvent, type ReactNode } from 'react';
import css from './frozen.module.css';
import { OpenButton, useOpening } from './OpenButton.tsx';

export default function FrozenFile({ children }: { readonly children: ReactNode }) {
  const { open, problem } = useOpening();
  const [over, setOver] = useState(false);
  const dragged = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
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
        setOver(false);
        // The page handles several files, and text.
        if (event.dataTransfer.files.length !== 1) return;
        event.preventDefault();
        open(event.dataTransfer.files[0]);
      }}
    >
      {children}
      <OpenButton onFile={open}>Open coefficients from a file</OpenButton>
      {problem !== null && (
        <p role="alert" className={css['problem']}>
          {problem}
        </p>
      )}
    </div>
  );
}
