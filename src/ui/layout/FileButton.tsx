/** A button that lets a file, several or a folder be chosen. */
import { useRef, type ReactNode } from 'react';

interface FileButtonProps {
  readonly className: string | undefined;
  /** Name of the hidden control, for screen readers and scripts. */
  readonly label: string;
  readonly kind?: 'json' | 'packed' | 'files' | 'folder';
  /** Called with at least one file. */
  readonly onFiles: (files: readonly [File, ...File[]]) => void;
  readonly children: ReactNode;
}

const choices = {
  json: { accept: '.json,application/json' },
  packed: { accept: '.json,.gz,application/json,application/gzip', multiple: true },
  files: { multiple: true },
  folder: { webkitdirectory: '' },
};

export function FileButton({ className, label, kind = 'json', onFiles, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className={className} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={({ currentTarget }) => {
          const [first, ...rest] = currentTarget.files ?? [];
          // The same file can be chosen again.
          currentTarget.value = '';
          if (first !== undefined) onFiles([first, ...rest]);
        }}
        {...choices[kind]}
      />
    </>
  );
}
