/** A quiet button that asks for a file. */
import { useRef } from 'react';
import buttons from '../primitives/buttons.module.css';
import css from './frozen.module.css';

interface OpenButtonProps {
  readonly children: string;
  readonly onFile: (file: File | undefined) => void;
}

export function OpenButton({ children, onFile }: OpenButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className={`${buttons['link'] ?? ''} ${css['open'] ?? ''}`}
        onClick={() => input.current?.click()}
      >
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label={children}
        onChange={({ currentTarget }) => {
          onFile(currentTarget.files?.[0]);
          // The same file can be chosen again.
          currentTarget.value = '';
        }}
      />
    </>
  );
}
