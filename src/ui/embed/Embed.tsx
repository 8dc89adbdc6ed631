/**
 * A part of the page alone, filling its window: in another page, on a slide, or for an audience. Shows what was recorded
 * until it trains; trains when pressed or visible, and rests while hidden.
 */
import { useEffect, type ReactNode } from 'react';
import { withoutView, type ViewPart } from '../../experiment/link/extras.ts';
import { metricTitle } from '../../experiment/metric-words.ts';
import { readPicture } from '../../record/shared/picture.ts';
import { headlineOf, readShared } from '../../record/shared/shared-result.ts';
import { progressView } from '../../store/select/progress.ts';
import type { BenchId } from '../../store/state.ts';
import { useActions, useAppState, useUi, useView } from '../app/ui-context.ts';
import { describe } from '../header/describe.ts';
import buttons from '../primitives/buttons.module.css';
import { grouped } from '../primitives/numbers.ts';
import css from './Embed.module.css';
import { Poster } from './Poster.tsx';
import { usePresence } from './presence.ts';

interface EmbedProps {
  readonly parts: readonly ViewPart[];
  readonly figures: Readonly<
    Record<'verdict' | 'loss' | 'weights' | 'error' | 'difference' | 'bench', ReactNode>
  >;
}

export default function Embed({ parts, figures }: EmbedProps) {
  const picture = readPicture(useAppState(({ extras }) => extras.picture) ?? '');
  const title = useAppState(({ draft }) => metricTitle(draft));
  const isLive = useAppState(({ run }) => (run?.engine ?? null) !== null);
  const failed = useAppState(({ run }) => (run?.failure ?? null) !== null);
  usePresence();
  useLook();
  const bench = parts.find((part) => !Object.hasOwn(figures, part));
  const shown = [
    ...new Set(parts.map((part) => (part in figures ? (part as keyof typeof figures) : 'bench'))),
  ];
  const isTall = shown.includes('bench');
  return (
    <main
      className={css['embed']}
      data-tall={isTall}
      data-controls={useAppState(({ extras }) => extras.controls)}
    >
      {bench !== undefined && <OpenBench part={bench} />}
      {failed ? (
        figures.verdict
      ) : isLive || isTall ? (
        shown.map((part) => (
          <div
            key={part}
            className={css[part === 'verdict' ? 'words' : 'figure']}
            data-alone={part === 'bench' && bench !== undefined}
          >
            {figures[part]}
          </div>
        ))
      ) : (
        <Recorded>{picture !== null && <Poster picture={picture} title={title} />}</Recorded>
      )}
      <Foot />
    </main>
  );
}

function OpenBench({ part }: { readonly part: ViewPart }) {
  const { setView } = useActions();
  useEffect(() => setView({ bench: part as BenchId }), [setView, part]);
  return null;
}

/** What the link carries, before anything is trained here. */
function Recorded({ children }: { readonly children: ReactNode }) {
  const result = useAppState(({ extras }) => extras.result);
  const draft = useAppState((state) => state.draft);
  const shared = result === undefined ? null : readShared(result);
  const headline = shared === null || shared === 'newer' ? null : headlineOf(shared);
  return (
    <>
      <p className={css['headline']}>
        {headline === null ? describe(draft) : `${headline[0]?.toUpperCase() ?? ''}${headline.slice(1)}.`}
      </p>
      <div className={css['poster']}>{children}</div>
    </>
  );
}

function Foot() {
  const { app } = useUi();
  const actions = useActions();
  const controls = useAppState(({ extras }) => extras.controls ?? 'play');
  const lifecycle = useAppState(({ run }) => run?.lifecycle ?? 'waiting');
  const hasPicture = useAppState(({ extras }) => extras.picture !== undefined);
  const { step, steps } = useView(progressView);
  const isLive = lifecycle !== 'waiting' && lifecycle !== 'preparing';
  const whole = (): void => {
    actions.setExtras(withoutView(app.store.getState().extras));
  };
  return (
    <footer className={css['foot']}>
      {!controls.startsWith('none') && (
        <button
          type="button"
          className={buttons['outlined']}
          onClick={() => (lifecycle === 'preparing' ? actions.cancel() : actions.toggle())}
        >
          {labels[lifecycle] ?? 'Play'}
        </button>
      )}
      <span className={css['state']}>
        {isLive
          ? `step ${grouped(step)} of ${grouped(steps)}`
          : lifecycle === 'preparing'
            ? 'Preparing …'
            : hasPicture && 'recorded'}
      </span>
      {window.parent === window ? (
        <button type="button" className={buttons['link']} onClick={whole}>
          Whole page
        </button>
      ) : (
        <a href={wholeLink(app)} target="_blank" rel="noopener">
          Farcast Playground
        </a>
      )}
    </footer>
  );
}

const labels: Readonly<Record<string, string>> = {
  running: 'Pause',
  preparing: 'Cancel',
  finished: 'Run again',
  stopped: 'Run again',
  failed: 'Run again',
};

/** The link to the whole page, which compares its result with the one that is carried. */
function wholeLink({ store, actions }: ReturnType<typeof useUi>['app']): string {
  const { result } = store.getState().extras;
  return actions.linkWith(result === undefined ? {} : { result });
}

/** Type that grows with the window, and Escape as the way to the whole page where there is one. */
function useLook(): void {
  const { app } = useUi();
  useEffect(() => {
    document.documentElement.toggleAttribute('data-embed', true);
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || window.parent !== window) return;
      app.actions.setExtras(withoutView(app.store.getState().extras));
    };
    document.addEventListener('keydown', leave);
    return () => {
      document.documentElement.toggleAttribute('data-embed', false);
      document.removeEventListener('keydown', leave);
    };
  }, [app]);
}
