/** Opening a file of coefficients: what was wrong with the last one, and nothing changed by it. */
import { useState } from 'react';
import { useUi } from '../app/ui-context.ts';
import { openFile } from './opening.ts';

export interface Opening {
  /** In one line; null where nothing was. */
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
