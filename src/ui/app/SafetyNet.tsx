/** Catches what a component throws, so that the page is never blank: a sentence and one action. */
import { Component, type ContextType, type ReactNode } from 'react';
import buttons from '../primitives/buttons.module.css';
import css from './Page.module.css';
import { UiContext } from './ui-context.ts';

interface SafetyNetState {
  readonly message: string | null;
}

export class SafetyNet extends Component<{ readonly children: ReactNode }, SafetyNetState> {
  static override contextType = UiContext;
  declare context: ContextType<typeof UiContext>;
  override state: SafetyNetState = { message: null };

  static getDerivedStateFromError(error: unknown): SafetyNetState {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <main className={css['broken']}>
        <h1 className={css['brokenTitle']}>The page could not be drawn.</h1>
        <p>The experiment is safe in this page’s link. What went wrong: {this.state.message}</p>
        <button type="button" className={buttons['primary']} onClick={() => this.setState({ message: null })}>
          Draw it again
        </button>
        <button
          type="button"
          className={buttons['outlined']}
          onClick={() => this.context?.app.actions.reloadPage()}
        >
          Reload the page
        </button>
      </main>
    );
  }
}
