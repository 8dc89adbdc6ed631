// Owns how tests talk to the page: through window.farcast, like any script.
import type { Page } from '@playwright/test';
import type { Automation } from '../src/store/automation.ts';
import type { RunResult } from '../src/record/result.ts';

declare global {
  interface Window {
    farcast: Automation;
    longTasks: { start: number; duration: number }[];
  }
}

/** A small experiment with the two arms of link version 2 that ends within a second or two on any engine. */
export const quick = 'v=2&samples=64&layers=6&steps=120&seeds=3&lr=0.5';
/** The same with another step budget. */
export const quickFor = (steps: number): string => quick.replace('steps=120', `steps=${steps}`);

export async function open(page: Page, hash = ''): Promise<void> {
  await page.goto(hash === '' ? '/' : `/#${hash}`);
  await page.evaluate(() => window.farcast.ready);
}

/** Opens it, runs it to its end, and waits until the page needs no network any more: a service worker has all of it. */
export async function openKept(page: Page, hash: string): Promise<RunResult> {
  await open(page, hash);
  const done = await finished(page);
  await kept(page);
  return done;
}

/** Resolves when the page needs no network any more. */
export const kept = (page: Page) => page.waitForSelector('html[data-warm=kept]', { timeout: 120_000 });

export const finished = (page: Page): Promise<RunResult> => page.evaluate(() => window.farcast.finished());
export const result = (page: Page): Promise<RunResult> => page.evaluate(() => window.farcast.result());
/** The same, for polling: null while an experiment is being prepared. */
export const resultIfAny = (page: Page): Promise<RunResult | null> => result(page).catch(() => null);

/** Loads a link, runs it to the end and returns the result. */
export async function run(page: Page, link: string): Promise<RunResult> {
  return page.evaluate(async (text) => {
    await window.farcast.load(text);
    await window.farcast.play();
    return window.farcast.finished();
  }, link);
}

/** Collects errors that the page reports; call before opening it. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

/** Names and rows of a CSV file; the comment lines before them say where it comes from. */
export const linesOf = (csv: string): string[] =>
  csv
    .trim()
    .split('\r\n')
    .filter((line) => !line.startsWith('#'));
