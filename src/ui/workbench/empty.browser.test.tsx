/** Each instrument before anything has been trained: it says what it waits for, or what to do, and is nowhere blank. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { BenchId } from '../../store/state.ts';
import { openPage, pausePages, type OpenedPage } from '../../store/testing/opened-page.ts';
import { mountApp } from '../app/mount.tsx';
import { benches } from './benches.ts';

let app: OpenedPage['app'];
let root: HTMLElement;
let unmount: () => void;

beforeEach(async () => {
  await page.viewport(1440, 900);
  root = document.createElement('div');
  document.body.replaceChildren(root);
  const opened = openPage('#v=2&samples=32&layers=4&steps=200&seeds=2');
  app = opened.app;
  unmount = mountApp(root, app, () => Promise.resolve(false));
  await opened.api.load('#v=2&samples=32&layers=4&steps=201&seeds=2');
});

afterEach(() => {
  pausePages();
  unmount();
  root.remove();
});

const panel = (): HTMLElement => root.querySelector<HTMLElement>('[role="tabpanel"]')!;

/** What each says, how often if it is one of several alike, and what can be pressed there. */
const words: Readonly<
  Record<BenchId, { readonly says: RegExp; readonly times?: number; readonly press?: RegExp }>
> = {
  evidence: {
    says: /Savings appear when|A target appears once|Appears (after|with)|has not begun|has been scored yet/g,
    times: 6,
  },
  // The initial weights are there to be seen.
  network: { says: /Appears (with|once)/g, times: 2 },
  maps: {
    says: /Appears (once|with)|runs in the background/g,
    times: 3,
    press: /^Compute the map/,
  },
  sweep: { says: /Choose a setting and its values, or see/, press: /^Is it just a bigger learning rate/ },
  compare: { says: /No run has finished yet\. The first one will be saved here/ },
  trajectory: { says: /Drop its checkpoints here/, press: /^Choose a folder/ },
  // It needs no run.
  lab: { says: /mean absolute error/i, press: /^Draw again|rate|noise/i },
};

test.each(benches.map(({ id }) => id))('%s', async (id) => {
  app.actions.setView({ bench: id });
  const { says, times = 1, press } = words[id];
  await expect.poll(() => panel().innerText.match(says)?.length ?? 0).toBe(times);
  if (press !== undefined) {
    const found = [...panel().querySelectorAll('button')].find(({ textContent }) => press.test(textContent));
    expect(found?.disabled).toBe(false);
  }
});
