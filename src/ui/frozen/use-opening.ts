/** Opening a file of coefficients: what was wrong with the last one, and nothing changed by it. */
import { useState } from 'react';
import { maxFileLength, tooLong } from '../../store/coefficients/coefficient-file.ts';
import { openCoefficients } from '../../store/coefficients/open-coefficients.ts';
import { useUi } from '../app/ui-context.ts';

export interface Opening {
  /** In one line; null where nothing was. */
  readonly problem: string | null;
  readonly open: (file: File | undefined) => void;
}

export function useOpening(): Opening {
  const { app } = useUi();
  const [problem, setProblem] = useState<string | null>(null);
  const take = async (file: File): Promise<string | null> => {
    if (file.size > maxFileLength) return tooLong(file.size);
    return openCoefficients(app, await file.text());
  };
  return {
    problem,
    open(file) {
      if (file === undefined) return;
      void take(file)
        .catch(() => 'It could not be read.')
        .then((wrong) => setProblem(wrong === null ? null : `“${file.name}” was not opened. ${wrong}`));
    },
  };
}
