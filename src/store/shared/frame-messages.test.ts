import { afterEach, expect, it } from 'vitest';
import { talkToHost } from './frame-messages.ts';
import { openPage, pausePages, reached } from '../testing/opened-page.ts';

afterEach(pausePages);

const small = 'v=3&samples=64&layers=6&steps=40&seeds=2&engine=reference';

/** A page that is embedded in a host that notes what is sent to it. */
function embed(hash: string) {
  const sent: { event?: string; id?: unknown; result?: unknown; error?: string }[] = [];
  const targets: string[] = [];
  const host = {
    postMessage(message: unknown, target: string): void {
      sent.push(structuredClone(message) as (typeof sent)[number]);
      targets.push(target);
    },
  };
  let take: (message: unknown, source: unknown, origin: string) => void = () => undefined;
  let grow: (height: number) => void = () => undefined;
  let press: (key: string) => boolean = () => false;
  const page = openPage(hash);
  talkToHost(page.app, page.api, {
    window: host as never,
    listen: (listener) => (take = listener),
    watchHeight: (listener) => (grow = listener),
    watchKeys: (listener) => (press = listener),
  });
  const say = (message: unknown, source: unknown = host): void =>
    take(message, source, 'https://host.example');
  const answer = async (call: string, ...args: unknown[]): Promise<(typeof sent)[number]> => {
    const id = Math.max(0, ...sent.map((message) => Number(message.id ?? 0))) + 1;
    say({ farcast: 1, id, call, args });
    for (;;) {
      const found = sent.find((message) => message.id === id);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  return {
    ...page,
    sent,
    targets,
    say,
    answer,
    grow: (height: number) => grow(height),
    press: (key: string) => press(key),
  };
}

it('greets, and reports its height and its state', async () => {
  const { app, sent, grow } = embed(small);
  expect(sent[0]).toEqual({ farcast: 1, event: 'hello', version: 'test' });
  grow(321);
  expect(sent.at(-1)).toEqual({ farcast: 1, event: 'height', height: 321 });
  await reached(app.store)(({ run }) => run?.lifecycle === 'finished');
  await expect
    .poll(() => sent.at(-1))
    .toMatchObject({ event: 'state', state: { lifecycle: 'finished', step: 40, steps: 40 } });
});

it('answers what can be read, and refuses what changes something', async () => {
  const { app, answer, targets } = embed(small);
  await reached(app.store)(({ run }) => run?.lifecycle === 'finished');
  expect(await answer('version')).toMatchObject({ result: 'test' });
  expect(await answer('link')).toMatchObject({ result: expect.stringContaining('steps=40') as string });
  expect(await answer('result')).toMatchObject({ result: { steps: 40 } });
  expect(targets.at(-1)).toBe('https://host.example');
  for (const call of ['play', 'pause', 'resume', 'rewind', 'step', 'load'])
    expect((await answer(call, 'steps=10')).error).toMatch(/does not allow/);
  expect(app.store.getState().draft.steps).toBe(40);
});

it('is driven where its link allows it', async () => {
  const { app, answer } = embed(`${small}&controls=play,script`);
  await reached(app.store)(({ run }) => run?.lifecycle === 'finished');
  await answer('rewind');
  await answer('step', 3);
  expect(await answer('state')).toMatchObject({ result: { lifecycle: 'paused', step: 3 } });
  expect(await answer('load', 'v=99')).toMatchObject({
    error: expect.stringMatching(/newer version/) as string,
  });
});

it('keeps what is shown and allowed when a script loads another experiment, which comes without a result', async () => {
  const { app, answer } = embed(`${small}&view=loss&controls=script&result=1;x`);
  await answer('load', small.replace('steps=40', 'steps=30'));
  expect(app.store.getState().extras).toEqual({ view: 'loss', controls: 'script' });
});

it('hands keys that lead through slides to the host where its link says that it is one', () => {
  const plain = embed(`${small}&controls=play,script`);
  expect(plain.press('PageDown')).toBe(false);
  const slide = embed(`${small}&controls=play,slides`);
  expect([slide.press('r'), slide.press('toString'), slide.press('ArrowRight')]).toEqual([
    false,
    false,
    true,
  ]);
  expect(slide.sent.slice(-2)).toEqual([
    { farcast: 1, event: 'key', key: 'ArrowRight' },
    '{"method":"triggerKey","args":[39]}',
  ]);
});

it.each([
  ['another window', { farcast: 1, id: 1, call: 'version', args: [] }, {}],
  ['no object', 'version', undefined],
  ['null', null, undefined],
  ['another protocol', { farcast: 2, id: 1, call: 'version', args: [] }, undefined],
  ['no arguments', { farcast: 1, id: 1, call: 'version' }, undefined],
  ['a long id', { farcast: 1, id: 'x'.repeat(101), call: 'version', args: [] }, undefined],
])('does not answer %s', async (_, message, source) => {
  const { sent, say } = embed(small);
  say(message, source);
  await new Promise((resolve) => setTimeout(resolve));
  expect(sent.filter(({ id }) => id !== undefined)).toEqual([]);
});

it('says so for a call that it does not have', async () => {
  const { answer } = embed(small);
  for (const call of ['constructor', '__proto__', 'eval'])
    expect((await answer(call)).error).toMatch(/There is no call/);
});
