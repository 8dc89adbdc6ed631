/** A name that is typed over in place; Enter or leaving takes it, Escape does not. */
import { useId, useState } from 'react';
import css from './compare.module.css';

interface NameFieldProps {
  readonly label: string;
  /** Empty: none was given. */
  readonly name: string;
  /** What names it then. */
  readonly otherwise: string;
  readonly onName: (name: string) => void;
}

export function NameField({ label, name, otherwise, onName }: NameFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const take = (): void => {
    if (typed !== null) onName(typed);
    setTyped(null);
  };
  return (
    <input
      id={id}
      type="text"
      className={css['name']}
      aria-label={label}
      title={otherwise}
      placeholder={otherwise}
      maxLength={80}
      autoComplete="off"
      value={typed ?? name}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={take}
      onKeyDown={({ key }) => {
        if (key === 'Enter') take();
        if (key === 'Escape') setTyped(null);
      }}
    />
  );
}
