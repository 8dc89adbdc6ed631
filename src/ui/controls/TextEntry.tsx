/** A value that can be typed over: Enter, leaving and copying the link take it, Escape puts the old one back. */
import { useState } from 'react';
import { flushSync } from 'react-dom';
import css from './controls.module.css';

interface TextEntryProps {
  readonly id: string;
  readonly helpId: string;
  /** Without a visible label. */
  readonly label?: string;
  readonly text: string;
  readonly unit?: string | undefined;
  readonly numeric?: boolean;
  /** Returns a problem or null. */
  readonly read: (text: string) => string | null;
  readonly onProblem: (problem: string | null) => void;
}

export function TextEntry({
  id,
  helpId,
  label,
  text,
  unit,
  numeric = false,
  read,
  onProblem,
}: TextEntryProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const take = (): boolean => {
    const problem = typed === null || typed.trim() === text ? null : read(typed.trim());
    onProblem(problem);
    setWrong(problem !== null);
    if (problem === null) setTyped(null);
    return problem === null;
  };
  const shown = typed ?? text;
  return (
    <>
      <input
        id={id}
        type="text"
        className={css['entry']}
        inputMode={numeric ? 'decimal' : 'text'}
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-invalid={wrong}
        aria-describedby={helpId}
        style={{ inlineSize: `${Math.max(2, shown.length) + 1}ch` }}
        value={shown}
        onFocus={({ target }) => target.select()}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={() => {
          take();
          setTyped(null);
          setWrong(false);
        }}
        onKeyDown={({ key, currentTarget, ctrlKey, metaKey }) => {
          // The link that Ctrl + S copies has the visible value.
          if (key.toLowerCase() === 's' && (ctrlKey || metaKey)) flushSync(take);
          // Keys work for the page again after a value is taken.
          if (key === 'Enter' && flushSync(take)) currentTarget.blur();
          if (key !== 'Escape') return;
          setTyped(null);
          setWrong(false);
          onProblem(null);
        }}
      />
      {unit !== undefined && <span className={css['unit']}>{unit}</span>}
    </>
  );
}
