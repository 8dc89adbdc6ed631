/** The whole page under keys, fingers and what is dragged: what must reach it does, and what must not does no harm. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { savedCoefficients } from '../../store/coefficients/coefficient-record.ts';
import { mountPage, type MountedPage } from './testing/mounted-page.ts';

let app: MountedPage['app'];
let root: HTMLElement;
let unmount: () => void;

beforeEach(async () => {
  ({ app, root, unmount } = await mountPage('#v=2&samples=64&layers=6&steps=120&seeds=2&lr=0.5'));
});

afterEach(() => {
  unmount();
});

const frame = (): Promise<unknown> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

const one = <Kind extends HTMLElement>(selector: string): Kind => root.querySelector<Kind>(selector)!;
const button = (text: string): HTMLButtonElement | undefined =>
  [...root.querySelectorAll('button')].find(({ textContent }) => textContent === text);

describe('fingers', () => {
  const finger = (target: HTMLElement, type: string, x: number, y: number): void => {
    target.dispatchEvent(
      new PointerEvent(type, {
        pointerType: 'touch',
        pointerId: 7,
        clientX: x,
        clientY: y,
        bubbles: true,
        button: 0,
      }),
    );
  };
  /** What browsers do to a slider under a finger: its thumb goes there at once. */
  const thumb = (slider: HTMLInputElement, value: number): void => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(slider, String(value));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  };

  test.each(['Learning rate', 'Jump up to', 'Noise', 'Viewed step'])(
    'swipe over %s, slide along it, tap it',
    async (name) => {
      const found = (): HTMLInputElement | null => {
        const label = [...root.querySelectorAll('label')].find(({ textContent }) => textContent === name);
        return (label?.control as HTMLInputElement | null | undefined) ?? one(`[aria-label="${name}"]`);
      };
      // The run that the last slide began may still be on its way.
      await expect.poll(found).not.toBeNull();
      const slider = found()!;
      const { runId } = app.store.getState().run!;
      const state = (): string => JSON.stringify([app.store.getState().draft, app.store.getState().at]);
      const before = state();
      const far = name === 'Viewed step' ? 40 : slider.max;
      // A vertical swipe: the browser scrolls, or nothing does.
      for (const cancelled of [true, false]) {
        finger(slider, 'pointerdown', 100, 100);
        thumb(slider, Number(far));
        finger(slider, 'pointermove', 102, 112);
        if (cancelled) finger(slider, 'pointercancel', 102, 130);
        thumb(slider, Number(far));
        finger(slider, 'pointermove', 140, 160);
        finger(slider, 'pointerup', 140, 160);
        expect(state()).toBe(before);
      }
      expect(app.store.getState().run!.runId).toBe(runId);
      finger(slider, 'pointerdown', 100, 100);
      thumb(slider, Number(far));
      expect(state()).toBe(before);
      finger(slider, 'pointermove', 112, 102);
      const slid = state();
      expect(slid).not.toBe(before);
      finger(slider, 'pointerup', 112, 102);
      await frame();
      const other = Number(slider.min) + Number(slider.step);
      finger(slider, 'pointerdown', 100, 100);
      thumb(slider, other);
      expect(state()).toBe(slid);
      finger(slider, 'pointerup', 100, 100);
      expect(state()).not.toBe(slid);
      expect(getComputedStyle(slider).touchAction).toBe('pan-y pinch-zoom');
    },
  );

  test('take hold of the target only after a tap', async () => {
    await expect.poll(() => root.querySelector('[aria-label="Target loss"]')).not.toBeNull();
    const handle = one('[aria-label="Target loss"]');
    expect(getComputedStyle(handle).touchAction).toBe('pan-y pinch-zoom');
    handle.setPointerCapture = () => undefined;
    const drag = async (): Promise<void> => {
      const { left, top } = handle.getBoundingClientRect();
      finger(handle, 'pointerdown', left + 5, top + 5);
      await new Promise((resolve) => setTimeout(resolve));
      finger(handle, 'pointermove', left + 5, top - 25);
    };
    await drag();
    expect(app.store.getState().draft.goal).toBe(0);
    handle.focus();
    expect(getComputedStyle(handle).touchAction).toBe('none');
    await drag();
    expect(app.store.getState().draft.goal).toBeGreaterThan(0);
  });
});

describe('keys', () => {
  const press = (target: Element, key: string, code: string): boolean =>
    target.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }));

  test.each([
    ['a radio button', 'input[type="radio"]:checked'],
    ['the target', '[aria-label="Target loss"]'],
    ['a slider', 'input[type="range"]'],
    ['a check box', 'input[type="checkbox"]'],
  ])('reach the page from %s', async (_what, selector) => {
    await expect.poll(() => root.querySelector(selector)).not.toBeNull();
    const target = one(selector);
    target.focus();
    press(target, 'с', 'KeyC');
    expect(app.store.getState().view.bench).toBe('compare');
    press(target, 'з', 'KeyP');
    expect(document.documentElement.hasAttribute('data-presenting')).toBe(true);
    press(target, 'p', 'KeyP');
    expect(document.documentElement.hasAttribute('data-presenting')).toBe(false);
  });

  test('open the preset whose digit it is, also where digits are under Shift', () => {
    press(document.body, 'é', 'Digit2');
    const second = app.store.getState().draft;
    app.actions.resetToDefaults();
    press(document.body, '2', 'Digit2');
    expect(app.store.getState().draft).toEqual(second);
  });

  test('do nothing where there is no full screen', async () => {
    const failed: unknown[] = [];
    const note = (event: Event): void => void failed.push(event);
    addEventListener('error', note);
    addEventListener('unhandledrejection', note);
    const { requestFullscreen, exitFullscreen } = Object.fromEntries(
      ['requestFullscreen', 'exitFullscreen'].map((name) => [
        name,
        Reflect.get(name.startsWith('r') ? Element.prototype : Document.prototype, name) as unknown,
      ]),
    );
    Reflect.set(Element.prototype, 'requestFullscreen', undefined);
    Reflect.set(Document.prototype, 'exitFullscreen', undefined);
    Object.defineProperty(document, 'fullscreenElement', { value: undefined, configurable: true });
    press(document.body, 'f', 'KeyF');
    await frame();
    await frame();
    Reflect.deleteProperty(document, 'fullscreenElement');
    Reflect.set(Element.prototype, 'requestFullscreen', requestFullscreen);
    Reflect.set(Document.prototype, 'exitFullscreen', exitFullscreen);
    expect(failed).toEqual([]);
  });

  test('skip to the settings', () => {
    expect(root.querySelector('button')!.textContent).toBe('Skip to the result');
    button('Skip to the settings')!.click();
    expect(document.activeElement?.tagName).toBe('ASIDE');
    button('Skip to the result')!.click();
    expect(document.activeElement?.tagName).toBe('MAIN');
    expect(root.querySelector('aside')!.hasAttribute('tabindex')).toBe(false);
  });
});

describe('what is dropped', () => {
  /** Whether the browser is left to do what it likes with it. */
  const drop = (
    target: Element,
    fill: (data: DataTransfer) => void,
  ): { readonly left: boolean; readonly effect: string } => {
    const dataTransfer = new DataTransfer();
    fill(dataTransfer);
    // Browsers let only what a person drags have another.
    Object.defineProperty(dataTransfer, 'dropEffect', { value: 'move', writable: true });
    const event = (type: string): DragEvent =>
      new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
    const over = target.dispatchEvent(event('dragover'));
    return { left: target.dispatchEvent(event('drop')) || over, effect: dataTransfer.dropEffect };
  };
  const file =
    (text: string, name = 'some.json') =>
    (data: DataTransfer) =>
      void data.items.add(new File([text], name, { type: 'application/json' }));
  const said = (): string | undefined => app.store.getState().notice?.title;

  test.each(['main', 'aside', 'header', 'figure', 'section[aria-label="Run"]', 'input[type="text"]'])(
    'on %s: a file is opened, or it is said why not',
    async (selector) => {
      expect(drop(one(selector), file('{', 'bad.json'))).toEqual({ left: false, effect: 'copy' });
      await expect.poll(() => said() ?? '').toMatch(/“bad\.json” was not opened\. It is not JSON/);
      expect(app.store.getState().notice?.tone).toBe('warning');
      const { text } = savedCoefficients(app, { arm: 'farcaster', seed: 1, anchor: null })!;
      expect(drop(one(selector), file(text)).left).toBe(false);
      await expect.poll(() => app.store.getState().draft.source).toBe('frozen');
      expect(said()).toMatch(/in use/);
    },
  );

  test.each([
    ['text', (data: DataTransfer) => data.setData('text/plain', 'loss 0.2')],
    ['a link', (data: DataTransfer) => data.setData('text/uri-list', 'https://example.org/')],
    ['an image of a page', (data: DataTransfer) => data.setData('text/html', '<img src="x">')],
  ] as const)(
    'is no file but %s: it stays where it is, and fields of text may have it',
    async (_what, fill) => {
      const { draft } = app.store.getState();
      expect(drop(one('main'), fill)).toEqual({ left: false, effect: 'none' });
      await expect.poll(() => said() ?? '').toMatch(/only weights, pictures saved from this page/);
      expect(drop(one('input[type="text"]'), fill).left).toBe(true);
      expect(drop(one('input[type="range"]'), fill).left).toBe(false);
      expect(app.store.getState().draft).toBe(draft);
    },
  );

  test('has been taken already: it is not opened once more', async () => {
    const told: (string | undefined)[] = [];
    const end = app.store.subscribe(({ notice }) => told.push(notice?.title));
    const take = (event: Event): void => event.preventDefault();
    root.addEventListener('drop', take);
    drop(one('main'), file('{', 'bad.json'));
    root.removeEventListener('drop', take);
    drop(one('main'), file('{', 'other.json'));
    await expect.poll(() => told.join()).toMatch(/“other\.json” was not opened/);
    end();
    expect(told.join()).not.toContain('bad.json');
  });

  test('is left to the browser when the page is gone', () => {
    unmount();
    const events = ['dragover', 'drop'].map(
      (type) => new DragEvent(type, { bubbles: true, cancelable: true }),
    );
    expect(events.map((event) => document.body.dispatchEvent(event))).toEqual([true, true]);
  });

  test('are several files, or one that is too large: nothing is changed', async () => {
    drop(one('main'), (data) => [file('{}', 'a.json'), file('{}', 'b.json')].forEach((add) => add(data)));
    await expect.poll(() => said() ?? '').toMatch(/one file at a time/);
    drop(one('main'), file(' '.repeat(300_000), 'large.json'));
    await expect.poll(() => said() ?? '').toMatch(/“large\.json” was not opened.*at most 256/);
  });
});

describe('the tour', () => {
  const dialog = (): HTMLDialogElement | null => root.querySelector('dialog');
  const begin = async (): Promise<void> => {
    button('Take the tour')!.focus();
    button('Take the tour')!.click();
    await expect.poll(() => dialog()?.textContent ?? '').toContain('1 of 7');
    // Strict mode does the effects of what was fetched twice, the second time a moment later.
    await frame();
    await frame();
  };

  test('left before its end can be taken again, from where it began', async () => {
    for (const steps of [0, 3]) {
      await begin();
      for (let i = 0; i < steps; i += 1) {
        button('Next')!.click();
        await expect.poll(() => dialog()?.textContent ?? '').toContain(`${i + 2} of 7`);
      }
      dialog()!.close();
      await expect.poll(dialog).toBeNull();
      expect(app.store.getState().view.tourSeen).toBe(false);
      expect(root.querySelector('dfn')?.textContent).toBe('farcast');
      expect(document.activeElement).toBe(button('Take the tour'));
    }
  });

  test('taken to its last stop is over', async () => {
    await begin();
    for (let i = 2; i <= 7; i += 1) {
      button('Next')!.click();
      await expect.poll(() => dialog()?.textContent ?? '').toContain(`${i} of 7`);
    }
    button('Done')!.click();
    await expect.poll(() => app.store.getState().view.tourSeen).toBe(true);
    await expect.poll(() => document.activeElement?.getAttribute('data-tour')).toBe('help');
  });
});
