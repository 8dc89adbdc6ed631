/** When an embedded part trains by itself: once visible, if its link says so; it rests while nobody can see it. */
import { useEffect } from 'react';
import { useUi } from '../app/ui-context.ts';

/** The visible share from which it counts as visible. */
const enough = 0.4;

export function usePresence(): void {
  const { app } = useUi();
  useEffect(() => {
    let isRested = false;
    let isSeen = false;
    const settle = (): void => {
      const { run, extras } = app.store.getState();
      const isVisible = isSeen && !document.hidden;
      if (!isVisible && run?.lifecycle === 'running') {
        isRested = true;
        app.actions.pause();
      } else if (isVisible && (isRested || (run === null && extras.autoplay === 'visible'))) {
        isRested = false;
        app.actions.play();
      }
    };
    const observer = new IntersectionObserver(
      ([entry]) => {
        isSeen = (entry?.intersectionRatio ?? 0) >= enough;
        settle();
      },
      { threshold: enough },
    );
    observer.observe(document.documentElement);
    document.addEventListener('visibilitychange', settle);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', settle);
    };
  }, [app]);
}
