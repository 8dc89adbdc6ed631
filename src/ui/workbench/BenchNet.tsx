/** Catches an instrument that could not be fetched or drawn: the page and its run go on, and it can be tried again. */
import { Component, type ReactNode } from 'react';
import buttons from '../primitives/buttons.module.css';
import css from './Workbench.module.css';

interface BenchNetProps {
  readonly children: ReactNode;
  /** Called before another try. */
  readonly onRetry: () => void;
}

interface BenchNetState {
  readonly message: string | null;
}

export class BenchNet extends Component<BenchNetProps, BenchNetState> {
  override state: BenchNetState = { message: null };

  static getDerivedStateFromError(error: unknown): BenchNetState {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <div role="alert" className={css['failed']}>
        <p>
          This instrument could not be opened; the network may be gone. The run goes on, and nothing is lost.
        </p>
        <p className={css['blurb']}>{message}</p>
        <button
          type="button"
          className={buttons['outlined']}
          onClick={() => {
            this.props.onRetry();
            this.setState({ message: null });
          }}
        >
          Try again
        </button>
      </div>
    );
  }
}
