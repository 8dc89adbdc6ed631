import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { App, AppState } from '../../store/state.ts';
import { defineView, type View } from '../../store/view.ts';
import { startLive, type Live } from './live.ts';

const begun = {
  run: { runId: 1, lifecycle: 'running', spec: { goal: 0 } },
  revision: 0,
  at: null,
  picked: 0,
};

let store: App['store'];
let live: Live;
/** What computing takes: the clock is late by so much, and nothing else happens meanwhile. */
let late = 0;

beforeEach(() => {
  late = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const onTime = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => onTime() + late);
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, 16));
  store = createStore<AppState>(() => begun as never);
  live = startLive({ store, recorded: () => ({}) as never });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Shows the revision of the data, and after which it was computed. */
function counted(takes = 0, pace = 200): { readonly view: View<number>; readonly computed: number[] } {
  const computed: number[] = [];
  const view = defineView({
    empty: () => -1,
    pace,
    look: ({ picked }) => ({ picked }),
    select: (_history, _look, { revision }) => {
      computed.push(revision);
      late += takes;
      return revision;
    },
  });
  return { view, computed };
}

const none = (): void => undefined;
const another = (): void => undefined;
const data = (): void => store.setState(({ revision }) => ({ revision: revision + 1 }));
const pass = (time: number): void => void vi.advanceTimersByTime(time);
const frame = (): void => pass(17);

it('computes what is watched, from the first watcher to the last, and forgets it then', () => {
  const { view, computed } = counted();
  const { get, subscribe } = live(view);
  data();
  pass(1000);
  expect([get(), computed]).toEqual([-1, []]);
  const ends = [subscribe(none), subscribe(another)];
  frame();
  expect([get(), live(view).get()]).toEqual([1, 1]);
  ends[0]!();
  data();
  pass(1000);
  expect(computed).toEqual([1, 2]);
  ends[1]!();
  data();
  pass(1000);
  expect([get(), computed]).toEqual([-1, [1, 2]]);
});

it('draws more data at the pace of the view, the newest in the end, and another look or run at once', () => {
  const { view, computed } = counted();
  const { get, subscribe } = live(view);
  subscribe(none);
  frame();
  for (let i = 0; i < 5; i += 1) {
    data();
    pass(30);
  }
  expect(computed).toEqual([0]);
  pass(100);
  expect([get(), computed]).toEqual([5, [0, 5]]);
  pass(1000);
  expect(computed).toHaveLength(2);
  data();
  frame();
  store.setState({ picked: 3 });
  frame();
  store.setState({ run: { ...store.getState().run!, runId: 2 } });
  frame();
  expect(computed).toHaveLength(5);
  // Nothing that it looks at.
  store.setState({ at: 3 });
  pass(1000);
  expect(computed).toHaveLength(5);
});

it('draws one costly view a frame, each in its turn, and none while someone presses something', () => {
  const costly = [counted(20, 0), counted(20, 0), counted(20, 0)];
  for (const { view } of costly) live(view).subscribe(none);
  const done = (): number[] => costly.map(({ computed }) => computed.length);
  vi.stubGlobal('navigator', { scheduling: { isInputPending: () => true } });
  pass(100);
  expect(done()).toEqual([0, 0, 0]);
  vi.stubGlobal('navigator', {});
  frame();
  expect(done()).toEqual([1, 0, 0]);
  for (let i = 0; i < 5; i += 1) {
    data();
    frame();
  }
  expect(done()).toEqual([2, 2, 2]);
});

it('computes a long one in slices, draws it when it is done, and then the newest', () => {
  const begins: number[] = [];
  let parts = 0;
  const view = defineView({
    empty: () => -1,
    pace: 200,
    look: ({ picked }) => ({ picked }),
    *select(_history, { picked }, { revision }) {
      begins.push(revision);
      for (let i = 0; i < 30; i += 1) {
        late += 5;
        parts += 1;
        yield;
      }
      if (picked === 13) throw new Error('does not work');
      return revision;
    },
  });
  const { get, subscribe } = live(view);
  const end = subscribe(none);
  frame();
  store.setState({ picked: 1 });
  data();
  expect([begins, get()]).toEqual([[0], -1]);
  pass(40);
  expect([begins, get()]).toEqual([[0], 0]);
  pass(1000);
  expect([begins, get()]).toEqual([[0, 1], 1]);
  // What fails is tried again with the next data.
  store.setState({ picked: 13 });
  expect(() => pass(1000)).toThrow('does not work');
  store.setState({ picked: 1 });
  data();
  pass(1000);
  expect(get()).toBe(2);
  data();
  frame();
  pass(1);
  end();
  const until = parts;
  pass(1000);
  expect([get(), parts]).toEqual([-1, until]);
});
