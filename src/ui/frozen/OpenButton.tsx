/** A quiet button that requests a file of coefficients, and what was wrong with the last one. */
import { useState } from 'react';
import { openFile } from '../../store/coefficients/open-coefficients.ts';
import { useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { FileButton } from '../layout/FileButton.tsx';
import css from './frozen.module.css';

interface OpenButtonProps {
  readonly children: string;
  readonly onFile: (file: File | undefined) => void;
}

export const OpenButton = ({ children, onFile }: OpenButtonProps) => (
  <FileButton
    className={`${buttons['link'] ?? ''} ${css['open'] ?? ''}`}
    label={children}
    onFiles={([file]) => onFile(file)}
  >
    {children}
  </FileButton>
);

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
