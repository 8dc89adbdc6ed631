/** Every chart under the keyboard: a crosshair with its numbers, a zoom, and the way back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { BenchId } from '../../../store/state.ts';
import { reached } from '../../../store/testing/opened-page.ts';
import { sweepOf } from '../../../store/sweep/sweep.ts';
import { mountPage, type MountedPage } from '../../app/testing/mounted-page.ts';

let app: MountedPage['app'];
let root: HTMLElement;
let unmount: () => void;

beforeAll(async () => {
  ({ app, root, unmount } = await mountPage(
    '#v=2&samples=64&layers=6&steps=120&seeds=6&lr=0.5&arms=control,farcaster,search&sweep=learningRate&values=0.2,0.3,0.5',
  ));
  const sweep = sweepOf(app);
  sweep.actions.start();
  await reached(sweep.store)(
    ({ sweep: now }) => now?.points.every(({ status }) => status === 'done') === true,
  );
});

afterAll(() => unmount());

const charts: readonly (readonly [bench: BenchId | null, area: string, says: RegExp])[] = [
  [null, 'loss', /control/],
  [null, 'difference', /ledger \d/],
  [null, 'error', /\+\d+ *.*persistence/],
  ['evidence', 'evidence-around', /steps.*with jumps/],
  ['evidence', 'evidence-targets', /loss .*%/],
  ['evidence', 'evidence-coefficients', /\+\d+.*A₀/],
  ['network', 'network-weight', /step \d+.*control/],
  ['network', 'network-line', /×.*training/],
  ['network', 'network-errors', /forecast of step \d+/],
  ['sweep', 'sweep-learningRate-cost', /learning rate 0\.3.*control/],
  ['sweep', 'sweep-targets-learningRate', /loss .*%/],
  ['compare', 'compare', /steps.*A control/],
  ['lab', 'lab-error', /\d+ steps ahead/],
  ['lab', 'lab-coefficients', /\d+ ahead/],
];

test.each(charts)('%s: %s', async (bench, area, says) => {
  app.actions.setView({ bench });
  const figure = (): HTMLElement | null => root.querySelector<HTMLElement>(`[data-area="${area}"]`);
  await expect.poll(() => figure()?.querySelector('[role="img"][tabindex] svg') ?? null).not.toBeNull();
  const plot = figure()!.querySelector<HTMLElement>('[role="img"][tabindex]')!;
  const caption = (): string => figure()!.querySelector('figcaption')!.textContent;
  const crosshairs = (): number => figure()!.querySelectorAll('[class*="crosshair"]').length;
  const back = (): Element | undefined =>
    [...figure()!.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith('whole'));
  const idle = crosshairs();
  plot.focus();
  await userEvent.keyboard('{Home}{ArrowRight}');
  await expect.poll(caption).toMatch(says);
  const first = caption();
  expect(crosshairs()).toBeGreaterThan(idle);
  await userEvent.keyboard('{ArrowRight}');
  await expect.poll(caption).not.toBe(first);
  await userEvent.keyboard('+');
  await expect.poll(back).toBeDefined();
  await userEvent.keyboard('{Escape}');
  await expect.poll(back).toBeUndefined();
  await expect.poll(crosshairs).toBe(idle);
});

test.each([
  ['network', 'network-path', /step \d+.*control/],
  ['lab', 'lab-plane', /SGD/],
] as const)('%s: the arrows go along %s, of which all is always shown', async (bench, area, says) => {
  app.actions.setView({ bench });
  const figure = (): HTMLElement | null => root.querySelector<HTMLElement>(`[data-area="${area}"]`);
  await expect.poll(() => figure()?.querySelector('[role="img"][tabindex] svg') ?? null).not.toBeNull();
  const drawn = (): string => figure()!.querySelector('svg:not(button svg)')!.innerHTML;
  const idle = drawn();
  figure()!.querySelector<HTMLElement>('[role="img"][tabindex]')!.focus();
  await userEvent.keyboard('{Home}{ArrowRight}');
  await expect.poll(() => figure()!.textContent).toMatch(says);
  await expect.poll(drawn).not.toBe(idle);
  const first = drawn();
  await userEvent.keyboard('{ArrowRight}');
  await expect.poll(drawn).not.toBe(first);
  await userEvent.keyboard('+{Escape}');
  await expect.poll(drawn).toBe(idle);
});

test('a drag over a chart shows what it was drawn over, a double click all of it', async () => {
  app.actions.setView({ bench: 'evidence' });
  const figure = (): HTMLElement => root.querySelector<HTMLElement>('[data-area="evidence-around"]')!;
  await expect.poll(() => figure().querySelector('rect[data-export="no"]')).not.toBeNull();
  const ticks = (): string =>
    [...figure().querySelectorAll('svg text')].map((text) => text.textContent).join();
  const whole = ticks();
  const area = figure().querySelector('rect[data-export="no"]')!;
  const { left, top, width, height } = area.getBoundingClientRect();
  const at = (share: number): MouseEventInit => ({
    bubbles: true,
    clientX: left + share * width,
    clientY: top + height / 2,
  });
  const send = (type: string, share: number): boolean =>
    area.dispatchEvent(
      new PointerEvent(type, { ...at(share), pointerId: 1, pointerType: 'mouse', button: 0 }),
    );
  area.setPointerCapture = () => undefined;
  send('pointerdown', 0.25);
  await new Promise(requestAnimationFrame);
  send('pointermove', 0.5);
  await new Promise(requestAnimationFrame);
  send('pointerup', 0.5);
  await expect.poll(ticks).not.toBe(whole);
  area.dispatchEvent(new MouseEvent('dblclick', at(0.5)));
  await expect.poll(ticks).toBe(whole);
});
