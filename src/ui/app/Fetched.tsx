/**
 * Draws components that are loaded later. If one cannot be loaded or drawn, the page and its run continue: it gives
 * the reason, and can be tried again, or the page reloaded.
 */
import { Component, lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';
import { useCell } from '../primitives/cell.ts';
import buttons from '../primitives/buttons.module.css';
import css from './Fetched.module.css';
import { useUi } from './ui-context.ts';

type Load<Props> = () => Promise<{ readonly default: ComponentType<Props> }>;

interface FetchedProps<Props> {
  readonly load: Load<Props>;
  readonly waiting?: ReactNode;
  /** Shown with the reason after a failure. */
  readonly instead?: ReactNode;
  /** Closes it; omit if something else does. */
  readonly onClose?: () => void;
  readonly children: (Content: ComponentType<Props>) => ReactNode;
}

/** Loaded once; again after a failure. */
const fetched = new Map<unknown, unknown>();

function fetchedOf<Props>(load: Load<Props>): ComponentType<Props> {
  const content = fetched.get(load) ?? lazy(load);
  fetched.set(load, content);
  return content as ComponentType<Props>;
}

export function Fetched<Props>({ load, waiting, instead, onClose, children }: FetchedProps<Props>) {
  const [Content, setContent] = useState(() => fetchedOf(load));
  const retry = (): void => {
    fetched.delete(load);
    setContent(() => fetchedOf(load));
  };
  return (
    <SafetyNet
      failed={(message, again) => (
        <>
          {instead}
          <Failed
            message={message}
            onRetry={() => {
              retry();
              again();
            }}
            onClose={onClose}
          />
        </>
      )}
    >
      <Suspense fallback={waiting}>{children(Content)}</Suspense>
    </SafetyNet>
  );
}

interface SafetyNetProps {
  readonly failed: (message: string, again: () => void) => ReactNode;
  readonly children: ReactNode;
}

interface SafetyNetState {
  readonly message: string | null;
}

/** Draws something else if a component inside throws. */
export class SafetyNet extends Component<SafetyNetProps, SafetyNetState> {
  override state: SafetyNetState = { message: null };

  static getDerivedStateFromError(error: unknown): SafetyNetState {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    const { failed, children } = this.props;
    return message === null ? children : failed(message, () => this.setState({ message: null }));
  }
}

interface FailedProps {
  readonly message: string;
  readonly onRetry: () => void;
  readonly onClose: (() => void) | undefined;
}

function Failed({ message, onRetry, onClose }: FailedProps) {
  const { app, outdated } = useUi();
  const isOutdated = useCell(outdated);
  return (
    <div role="alert" className={css['failed']} data-over={onClose !== undefined}>
      <p>
        {isOutdated
          ? 'A new version of this page was published; this part of the older version is no longer available.'
          : 'This part of the page could not be opened; the network may be gone.'}{' '}
        The run goes on, and nothing is lost. A reload comes back to this experiment.
      </p>
      <p className={css['reason']}>{message}</p>
      <div className={css['ways']}>
        <button
          type="button"
          className={buttons[isOutdated ? 'primary' : 'outlined']}
          onClick={() => app.actions.reloadPage()}
        >
          {isOutdated ? 'Reload to update' : 'Reload the page'}
        </button>
        <button type="button" className={buttons['outlined']} onClick={onRetry}>
          Try again
        </button>
        {onClose !== undefined && (
          <button type="button" className={buttons['outlined']} onClick={onClose}>
            Close
          </button>
        )}
      </div>
    </div>
  );
}
