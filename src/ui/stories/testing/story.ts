/** The page on one history, in the tests' own document: opened on a link, trained here, its figures found by name. */
import { vi } from 'vitest';
import { page } from 'vitest/browser';
import type { GenerateText } from '../../../core/inspect/text.ts';
import type { TaskSample } from '../../../core/data/task-sample.ts';
import type { RecordedClient } from '../../../worker/client/recorded.ts';
import type { OpenWorker, BenchId } from '../../../store/state.ts';
import { openPage, pausePages, reached, type OpenedPage } from '../../../store/testing/opened-page.ts';
import { mountApp } from '../../app/mount.tsx';
import type { Told } from './histories.ts';
import { brokenPlaces, rowsOf, textOf, type Rows } from './marks.ts';

export interface Story {
  readonly app: OpenedPage['app'];
  readonly api: OpenedPage['api'];
  readonly root: HTMLElement;
  /** Opens an instrument. */
  readonly show: (bench: BenchId) => Promise<void>;
  /** The open instrument. */
  readonly panel: () => HTMLElement;
  /** Presses a button, or a choice, of the open instrument by its words. */
  readonly press: (words: RegExp) => void;
  /** By its area, else by its heading or its accessible name; of several, that of the open instrument. */
  readonly figure: (name: string | RegExp) => HTMLElement;
  /** What went wrong on the way: errors in the console, coordinates that are none. */
  readonly faults: () => string[];
  readonly end: () => void;
}

export interface Given {
  readonly worker?: OpenWorker;
  /** Examples of the run's task. */
  readonly sample?: TaskSample;
  readonly generate?: GenerateText;
  readonly readRuns?: () => Promise<RecordedClient>;
}

const waiting = { timeout: 10_000, interval: 20 };

export async function openStory(
  { link, trained }: Pick<Told, 'link' | 'trained'>,
  { worker, sample, generate, readRuns }: Given = {},
): Promise<Story> {
  await page.viewport(1440, 900);
  const errors = vi.spyOn(console, 'error');
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const { app, api } = openPage(link, worker, readRuns && { readRuns });
  if (trained) await reached(app.store)(({ run }) => run?.lifecycle === 'finished');
  else await api.load(link);
  await api.ready;
  const shown = sample === undefined ? app : { ...app, sample: () => Promise.resolve(sample), generate };
  const unmount = mountApp(root, shown, () => Promise.resolve(false));
  await vi.waitUntil(() => root.querySelector('figure'), waiting);
  const panel = (): HTMLElement => there(root.querySelector<HTMLElement>('[role="tabpanel"]'), 'instrument');
  return {
    app,
    api,
    root,
    panel,
    async show(bench) {
      app.actions.setView({ bench });
      // The line of what it answers is there at once.
      await vi.waitUntil(
        () => panel().childElementCount > 1 && !/^Loading/m.test(panel().innerText),
        waiting,
      );
    },
    press(words) {
      const buttons = [...panel().querySelectorAll<HTMLElement>('button, label')];
      const found = buttons.find((button) => words.test(button.ariaLabel ?? textOf(button)));
      there(found, `button ${String(words)}`).click();
    },
    figure(name) {
      const all = [...panel().querySelectorAll(figures), ...root.querySelectorAll(figures)] as HTMLElement[];
      const found = all.find((element) =>
        typeof name === 'string' ? element.dataset['area'] === name : name.test(nameOf(element)),
      );
      return there(found, `figure ${String(name)}`);
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

const figures = 'figure, section, [role="region"]';

/** The numbers of a figure, by its button; the drawing is there again afterwards. */
export async function numbersOf(figure: HTMLElement): Promise<Rows> {
  const found = figure.querySelector<HTMLButtonElement>('button[aria-label="Show the numbers"]');
  const button = there(found, 'button for numbers');
  const press = async (): Promise<void> => {
    const before = button.ariaPressed;
    button.click();
    await vi.waitUntil(() => button.ariaPressed !== before, waiting);
  };
  await press();
  const table = figure.querySelector('[role="region"] table');
  const rows = table === null ? { columns: [], rows: [] } : rowsOf(table);
  await press();
  return rows;
}

/** What a screen reader calls it. */
function nameOf(element: HTMLElement): string {
  const by = element.getAttribute('aria-labelledby');
  const heading = by === null ? null : element.ownerDocument.getElementById(by);
  return element.getAttribute('aria-label') ?? heading?.textContent ?? '';
}

function there<Found>(found: Found | null | undefined, what: string): Found {
  if (found === null || found === undefined) throw new Error(`there is no ${what}`);
  return found;
}
