import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fields } from '../experiment/fields.ts';
import { followAddress, type AddressFollower } from './address-follower.ts';
import { openPage, type OpenedPage } from './testing/opened-page.ts';

/** Nothing is run: workers are deaf. */
const open = (hash: string): OpenedPage => openPage(hash, () => ({ post: () => undefined }));
const runOf = ({ app }: OpenedPage): number | undefined => app.store.getState().run?.runId;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the address', () => {
  it('has one entry for a drag that asks for no other run', () => {
    const page = open('v=4&sweep=window&values=10,20');
    for (let i = 1; i <= 136; i += 1) {
      page.app.actions.change({ sweepTarget: i / 1000 });
      vi.advanceTimersByTime(20);
    }
    expect(page.address.written).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(page.address.written).toEqual([[expect.stringContaining('target=0.136'), true]]);
    expect(runOf(page)).toBe(1);
  });

  it('has one for a drag that does, and one run', () => {
    const page = open('v=4');
    for (let i = 1; i <= 136; i += 1) page.app.actions.change({ learningRate: i / 100 });
    vi.advanceTimersByTime(300);
    expect(page.address.written).toEqual([['v=4&lr=1.36', true]]);
    expect(runOf(page)).toBe(2);
  });

  it('has none for the target, and one where something else was changed just before', () => {
    const page = open('v=4');
    page.app.actions.change({ goal: 0.1 });
    vi.advanceTimersByTime(300);
    expect(page.address.written).toEqual([['v=4&goal=0.1', false]]);
    page.app.actions.change({ learningRate: 0.5 });
    page.app.actions.change({ goal: 0.2 });
    vi.advanceTimersByTime(300);
    expect(page.address.written.at(-1)).toEqual(['v=4&lr=0.5&goal=0.2', true]);
  });

  it('that cannot be written stops nothing, and is written when it can be', () => {
    const page = open('v=4');
    page.address.refuses = true;
    page.app.actions.change({ learningRate: 0.7 });
    vi.advanceTimersByTime(300);
    expect(page.app.store.getState().run?.spec.learningRate).toBe(0.7);
    page.app.actions.choosePreset('xor');
    expect(page.app.store.getState().run?.spec.task).toBe('xor');
    page.app.actions.setLab('rate:0.5');
    page.app.actions.undo();
    void page.app.load('v=4&task=spiral');
    vi.advanceTimersByTime(20_000);
    expect(page.address.written).toEqual([]);
    page.address.refuses = false;
    vi.advanceTimersByTime(5000);
    expect(page.address.written).toEqual([['v=4&task=spiral', true]]);
    vi.advanceTimersByTime(60_000);
    expect(page.address.written).toHaveLength(1);
  });

  it('is told on leaving what is still to be written', () => {
    const page = open('v=4');
    expect(page.address.pending()).toBeNull();
    page.app.actions.change({ learningRate: 0.7 });
    expect(page.address.pending()).toBe('v=4&lr=0.7');
    vi.advanceTimersByTime(300);
    expect(page.address.pending()).toBeNull();
  });

  it('of another link is left alone by a change that was still settling', () => {
    const page = open('v=4');
    page.app.actions.change({ learningRate: 0.7 });
    page.address.go('v=2&task=circles');
    const run = runOf(page);
    vi.advanceTimersByTime(1000);
    expect(page.address.written).toEqual([]);
    expect(runOf(page)).toBe(run);
  });

  it('follows a change that is rewound before it settled, without running it', () => {
    const page = open('v=4');
    page.app.actions.change({ learningRate: 0.7 });
    page.app.actions.rewind();
    vi.advanceTimersByTime(1000);
    expect(page.address.written).toEqual([['v=4&lr=0.7', true]]);
    expect(runOf(page)).toBe(2);
  });
});

describe('what is owed', () => {
  let done: string[] = [];
  let refuses = false;
  let follower: AddressFollower;
  beforeEach(() => {
    [done, refuses] = [[], false];
    const write = (_: string, push: boolean): void => {
      if (refuses) throw new DOMException('too often', 'SecurityError');
      done.push(push ? 'push' : 'replace');
    };
    const address = { read: () => '', full: () => '', base: '', write, onChange: () => undefined };
    follower = followAddress(
      address,
      () => 'v=4',
      () => done.push('run'),
    );
  });
  const after = (time: number): string[] => {
    vi.advanceTimersByTime(time);
    return done.splice(0);
  };

  it('is done once changes rest: what any of them asked for', () => {
    follower.soon({ push: false, run: true });
    expect(after(299)).toEqual([]);
    follower.soon({ push: false, run: false });
    expect(after(299)).toEqual([]);
    expect(after(1)).toEqual(['run', 'replace']);
    follower.soon({ push: true, run: false });
    follower.soon({ push: false, run: false });
    expect(after(300)).toEqual(['push']);
    expect(after(60_000)).toEqual([]);
  });

  it('is written at once where that is asked for, and the run comes when it would have come', () => {
    follower.soon({ push: true, run: true });
    expect(after(200)).toEqual([]);
    follower.now(false);
    expect(after(0)).toEqual(['push']);
    expect(after(100)).toEqual(['run', 'replace']);
    follower.soon({ push: true, run: false });
    follower.now(false);
    expect(after(60_000)).toEqual(['push']);
  });

  it('is run in time where the address is refused, and written as it was owed, five seconds later', () => {
    refuses = true;
    follower.soon({ push: false, run: true });
    follower.now(true);
    expect(after(300)).toEqual(['run']);
    refuses = false;
    expect(after(4999)).toEqual([]);
    expect(after(1)).toEqual(['push']);
    expect(after(60_000)).toEqual([]);
  });

  it('is caught up with once, without the run, or forgotten', () => {
    follower.catchUp();
    expect(done).toEqual([]);
    follower.soon({ push: true, run: true });
    follower.catchUp();
    expect(after(60_000)).toEqual(['push']);
    follower.soon({ push: true, run: true });
    follower.forget();
    expect(after(60_000)).toEqual([]);
  });
});

describe('new seeds', () => {
  it.each([
    ['3', [4, 5, 6]],
    ['7-7', [8]],
    ['2147483647-2147483647', [1]],
    ['2147483646-2147483647', [1, 2]],
    ['1,2147483647', [2, 3]],
    ['1-3,2147483647', [4, 5, 6, 7]],
  ])('after %s are as many, and new', (seeds, expected) => {
    const { app } = open(`v=4&seeds=${seeds}`);
    app.actions.newSeeds();
    expect(app.store.getState().draft.seeds).toEqual(expected);
    expect(app.store.getState().notice).toBeNull();
    expect(Math.max(...expected)).toBeLessThanOrEqual(fields.seeds.maxSeed);
  });
});

it('a link with more problems than can be named fills no page', async () => {
  const link = Array.from({ length: 250 }, (_, i) => `x${i}=1&x${i}=2`).join('&');
  const { store } = open(link).app;
  await vi.dynamicImportSettled();
  const lines = store.getState().notice?.lines ?? [];
  expect(lines).toHaveLength(31);
  expect(lines.at(-1)).toBe('And 221 more.');
});
