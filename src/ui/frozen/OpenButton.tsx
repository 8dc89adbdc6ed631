/** A quiet button that requests a file of coefficients, and what was wrong with the last one. */
import { useRef, useState } from 'react';
import { openFile } from '../../store/coefficients/open-coefficients.ts';
import { useUi } from '../app/ui-context.ts';
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
          currentTarget.value = '';
        }}
      />
    </>
  );
}

interface Opening {
  /** In one line. */
  readonly problem: string | null;
  readonly open: (file: File | undefined) => void;
}

export function useOpening(): Opening {
  const { app } = useUi();
  const [problem, setProblem] = useState<string | null>(null);
  return {
    problem,
    open(file) {
      if (file !== undefined) void openFile(app, file).then(setProblem);
    },
  };
}
