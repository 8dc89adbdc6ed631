/** The page on one history, in the tests' own document: opened on a link, trained here, its figures found by name. */
import { vi } from 'vitest';
import { page } from 'vitest/browser';
import type { OpenWorker } from '../../../store/open-worker.ts';
import type { BenchId } from '../../../store/state.ts';
import { openPage, pausePages, reached, type OpenedPage } from '../../../store/testing/opened-page.ts';
import { mountApp } from '../../app/mount.tsx';
import { brokenPlaces, rowsOf, textOf, type Rows } from './marks.ts';
import type { Told } from './histories.ts';

export interface Story {
  readonly app: OpenedPage['app'];
  readonly api: OpenedPage['api'];
  readonly root: HTMLElement;
  /** Opens an instrument. */
  readonly show: (bench: BenchId) => Promise<void>;
  /** The open instrument. */
  readonly panel: () => HTMLElement;
  /** Presses a button, or a choice, by its words in the open instrument. */
  readonly press: (words: RegExp) => void;
  /** By its area, else by its heading or its accessible name. */
  readonly figure: (name: string | RegExp) => HTMLElement;
  /** The numbers of a figure, by its button; the drawing is there again afterwards. */
  readonly numbersOf: (figure: HTMLElement) => Promise<Rows>;
  /** What went wrong on the way: errors in the console, coordinates that are none. */
  readonly faults: () => string[];
  readonly end: () => void;
}

export async function openStory(
  { link, trained }: Pick<Told, 'link' | 'trained'>,
  worker?: OpenWorker,
): Promise<Story> {
  await page.viewport(1440, 900);
  const errors = vi.spyOn(console, 'error');
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const { app, api } = openPage(link, worker);
  if (trained) await reached(app.store)(({ run }) => run?.lifecycle === 'finished');
  else await api.load(link);
  const unmount = mountApp(root, app, () => Promise.resolve(false));
  await vi.waitUntil(() => root.querySelector('figure'), waiting);

  const figure: Story['figure'] = (name) => {
    const found = [...root.querySelectorAll<HTMLElement>('figure, section, [role="region"]')].find(
      (element) => (typeof name === 'string' ? element.dataset['area'] === name : name.test(nameOf(element))),
    );
    if (found === undefined) throw new Error(`there is no figure ${String(name)}`);
    return found;
  };
  const panel = (): HTMLElement => root.querySelector<HTMLElement>('[role="tabpanel"]')!;
  return {
    app,
    api,
    root,
    panel,
    press(words) {
      const found = [...panel().querySelectorAll<HTMLElement>('button, label')].find((element) =>
        words.test(element.ariaLabel ?? textOf(element)),
      );
      if (found === undefined) throw new Error(`there is nothing to press called ${String(words)}`);
      found.click();
    },
    async show(bench) {
      app.actions.setView({ bench });
      await vi.waitUntil(() => panel().querySelector('figure, table, ul, h3'), waiting);
    },
    figure,
    async numbersOf(of) {
      const button = of.querySelector<HTMLButtonElement>('button[aria-label="Show the numbers"]')!;
      const pressed = (is: boolean): Promise<boolean> =>
        vi.waitUntil(() => button.ariaPressed === String(is), waiting);
      button.click();
      await pressed(true);
      const table = of.querySelector('[role="region"] table');
      const rows = table === null ? { columns: [], rows: [] } : rowsOf(table);
      button.click();
      await pressed(false);
      return rows;
    },
    faults: () => [...errors.mock.calls.map((call) => call.map(String).join(' ')), ...brokenPlaces(root)],
    end() {
      errors.mockRestore();
      pausePages();
      unmount();
      root.remove();
    },
  };
}

const waiting = { timeout: 10_000, interval: 20 };

/** What a screen reader calls it. */
function nameOf(element: HTMLElement): string {
  const by = element.getAttribute('aria-labelledby');
  const heading = by === null ? null : element.ownerDocument.getElementById(by);
  return element.getAttribute('aria-label') ?? heading?.textContent ?? '';
}
