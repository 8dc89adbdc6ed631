/** The instruments under the charts, one at a time. Which one is open is a way of looking, not part of an experiment. */
import { useId, useRef, type KeyboardEvent, type RefObject, useEffect } from 'react';
import { Fetched } from '../app/Fetched.tsx';
import { useActions, useAppState } from '../app/ui-context.ts';
import { benches, type Bench } from './benches.ts';
import css from './Workbench.module.css';
import type { BenchId } from '../../store/state.ts';

export function Workbench() {
  const { setView, showBench } = useActions();
  const open = useAppState(({ view }) => view.bench);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent, at: number): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = benches[(at + by + benches.length) % benches.length];
    if (next === undefined) return;
    showBench(next.id);
    list.current?.querySelectorAll('button')[benches.indexOf(next)]?.focus();
  };
  const bench = benches.find((candidate) => candidate.id === open) ?? null;
  return (
    <section className={css['bench']} aria-label="Instruments">
      <div role="tablist" aria-label="Instruments" ref={list} className={css['tabs']}>
        {benches.map((candidate, at) => (
          <button
            key={candidate.id}
            type="button"
            role="tab"
            id={`${id}-${candidate.id}`}
            aria-selected={candidate === bench}
            aria-controls={`${id}-panel`}
            tabIndex={candidate === bench || (bench === null && at === 0) ? 0 : -1}
            className={css['tab']}
            title={candidate.blurb}
            onClick={() => (candidate === bench ? setView({ bench: null }) : showBench(candidate.id))}
            onKeyDown={(event) => move(event, at)}
          >
            {candidate.title}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={bench === null ? undefined : `${id}-${bench.id}`}
      >
        {bench !== null && <Open key={bench.id} bench={bench} tabs={list} />}
      </div>
    </section>
  );
}

interface OpenProps {
  readonly bench: Bench;
  readonly tabs: RefObject<HTMLElement | null>;
}

function Open({ bench, tabs }: OpenProps) {
  return (
    <>
      <p className={css['blurb']}>{bench.blurb}</p>
      <Fetched load={bench.load} waiting={<p className={css['blurb']}>Loading …</p>}>
        {(Content) => (
          <>
            <Content />
            <ComeIntoSight bench={bench.id} tabs={tabs} />
          </>
        )}
      </Fetched>
    </>
  );
}

interface ComeIntoSightProps {
  readonly bench: BenchId;
  readonly tabs: RefObject<HTMLElement | null>;
}

const enough = 0.6;

/** Scrolls a newly opened instrument into view once it is drawn: inside the same Suspense, it waits for it. */
function ComeIntoSight({ bench, tabs }: ComeIntoSightProps) {
  const wanted = useAppState((state) => state.wanted === bench);
  const { benchShown } = useActions();
  useEffect(() => {
    const { current } = tabs;
    if (!wanted || current === null) return;
    const { top } = current.getBoundingClientRect();
    if (top < 0 || innerHeight - top < enough * innerHeight) current.scrollIntoView({ block: 'start' });
    benchShown();
  }, [wanted, benchShown, tabs]);
  return null;
}
