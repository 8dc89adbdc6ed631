/** The row every field has: label left, value right, a way back to the default, help, a problem underneath. */
import type { ReactNode } from 'react';
import { useTip } from '../help/HelpTip.tsx';
import { Formula } from '../primitives/Formula.tsx';
import { Icon } from '../primitives/Icon.tsx';
import css from './controls.module.css';

interface FieldShellProps {
  readonly label: string;
  readonly help: string;
  /** Id of the control that the label names; `${id}-help` describes it. */
  readonly id: string;
  /** Restores the default; null if it is set. */
  readonly reset: (() => void) | null;
  readonly problem?: string | null;
  readonly value: ReactNode;
  readonly children?: ReactNode;
}

export function FieldShell({ label, help, id, reset, problem = null, value, children }: FieldShellProps) {
  const tip = useTip(help);
  return (
    <div className={css['row']} {...tip}>
      <div className={css['line']}>
        <label htmlFor={id} className={css['label']}>
          <Label text={label} />
        </label>
        {reset !== null && (
          <button type="button" className={css['reset']} onClick={reset} title="Back to the default">
            <Icon name="reset" size={12} />
            <span className="visually-hidden">Reset {label} to its default</span>
          </button>
        )}
        <div className={css['value']}>{value}</div>
      </div>
      {children}
      {problem !== null && (
        <p role="alert" className={css['problem']}>
          {problem}
        </p>
      )}
      <p id={`${id}-help`} hidden>
        {help}
      </p>
    </div>
  );
}

/** A symbol with an index, such as L_grad. */
function Label({ text }: { readonly text: string }) {
  const symbol = /^(.*?)\b([A-Z])_([a-z]+)$/.exec(text);
  if (symbol === null) return text;
  const [, before, letter, index] = symbol;
  return (
    <>
      {before}
      <Formula text={`${letter ?? ''}_{${index ?? ''}}`} />
    </>
  );
}
