import { afterEach, describe, expect, it, vi } from 'vitest';
import { RunHistory } from '../record/history.ts';
import type { OpenWorker } from './state.ts';
import { resultOf } from '../record/result.ts';
import { verdictView } from './select/progress.ts';
import { viewOf } from './view.ts';
import { inProcess } from './testing/in-process.ts';
import { openPage, pausePages } from './testing/opened-page.ts';

const quick = 'v=2&samples=32&layers=4&steps=90&seeds=3&lr=0.5';

afterEach(pausePages);

describe('opening the page', () => {
  it('runs the experiment of the link to a verdict', async () => {
    const { api, app } = openPage(quick);
    await api.ready;
    const result = await api.finished();
    expect(result.steps).toBe(90);
    expect(result.spec.layers).toEqual([4]);
    expect(result.arms.map(({ id, replicas }) => [id, replicas.length])).toEqual([
      ['control', 3],
      ['farcaster', 3],
    ]);
    for (const { replicas } of result.arms) {
      for (const { loss, ledger, status } of replicas) {
        expect(loss).toHaveLength(90);
        expect(ledger).toHaveLength(90);
        expect(loss.every(Number.isFinite)).toBe(true);
        expect(status).toBe('finished');
      }
    }
    expect(result.verdict.total).toBe(3);
    expect(result.verdict.savedFraction).not.toBeNull();
    expect(viewOf(app, verdictView).sentence).toBe(result.verdict.sentence);
    expect(app.store.getState().run?.lifecycle).toBe('finished');
  });

  it('lists what a link got wrong, and runs with what was kept', async () => {
    const { api, app } = openPage(`${quick}&lr=abc&noise=9&colour=red`);
    await api.ready;
    const { notice, draft, unknown } = app.store.getState();
    expect(notice?.lines).toHaveLength(3);
    expect(notice?.lines[2]).toMatch(/“colour”.*not known here/);
    expect(draft.noise).toBe(0.5);
    expect(unknown).toEqual([['colour', 'red']]);
    expect(api.link()).toContain('colour=red');
  });

  it('shows the default experiment with a reason when the link is from a newer version', async () => {
    const { api, app } = openPage('v=99&task=xor');
    await api.ready;
    expect(app.store.getState().notice?.lines[0]).toMatch(/newer version/);
    expect(app.store.getState().draft.task).toBe('moons');
  });
});

describe('the automation interface', () => {
  it('loads without starting, and keeps everything when a link cannot be used', async () => {
    const { api, app } = openPage(quick);
    await api.finished();
    const before = api.result();
    await expect(api.load('#v=7')).rejects.toThrow(/newer/);
    await expect(api.load('x'.repeat(10_000_000))).rejects.toThrow(/characters long/);
    expect(api.result()).toEqual(before);
    const { corrections } = await api.load(`http://localhost/#${quick}&task=circles&steps=-4`);
    expect(corrections).toHaveLength(1);
    expect(app.store.getState().run?.lifecycle).toBe('paused');
    expect(api.result()).toMatchObject({ steps: 0, spec: { task: 'circles' } });
  });

  it('says that a preparation was cancelled', async () => {
    const { api, app } = openPage('');
    await api.load(`${quick}&arms=control,introspection`);
    expect(viewOf(app, verdictView)).toMatchObject({
      sentence: 'Preparing the experiment.',
      detail: expect.stringMatching(
        /^(Recording runs to learn from|Training forecasters), \d+ %\.$/,
      ) as unknown,
    });
    app.actions.cancel();
    await expect.poll(() => app.store.getState().run?.lifecycle).toBe('stopped');
    expect(viewOf(app, verdictView).sentence).toBe('The preparation was cancelled.');
  });

  it('does not make the digest of a finished run again until something has changed', async () => {
    const { api, app } = openPage(quick);
    const { digest } = await api.finished();
    const looks = vi.spyOn(RunHistory.prototype, 'lossOf');
    const result = api.result();
    looks.mockClear();
    expect(result.digest).toBe(digest);
    expect(looks).not.toHaveBeenCalled();
    app.actions.change({ goal: 0.3 });
    const other = api.result();
    looks.mockClear();
    const again = other.digest;
    expect(looks).toHaveBeenCalled();
    expect(again).toBe(resultOf(app.recorded()!, other.experimentId).digest);
    looks.mockRestore();
  });

  it('a jump asked for on the way goes into the link, and the link gives the same run', async () => {
    const { api, app, address } = openPage('');
    await api.load(quick);
    await api.step(45);
    const before = app.store.getState().run;
    app.actions.jumpNow();
    await api.play();
    const asked = await api.finished();
    const { run, draft } = app.store.getState();
    expect(run?.runId).toBe(before?.runId);
    expect(run?.experimentId).not.toBe(before?.experimentId);
    expect(draft.extra).toEqual(asked.spec.extra);
    expect(asked.spec.extra).toHaveLength(1);
    expect(address.hash).toContain(`at=${asked.spec.extra[0]}`);
    await api.load(`#${address.hash}`);
    await api.play();
    expect((await api.finished()).digest).toBe(asked.digest);
  });

  it('steps, plays and rewinds to the same weights', async () => {
    const { api } = openPage('');
    await api.load(quick);
    await api.step(5);
    expect(api.result().steps).toBe(5);
    await api.step();
    expect(api.result().steps).toBe(6);
    await api.play();
    const first = await api.finished();
    await api.rewind();
    expect(api.result().steps).toBe(0);
    await api.play();
    expect((await api.finished()).digest).toBe(first.digest);
  });

  it('gives equal digests for equal experiments only', async () => {
    const digestOf = async (link: string): Promise<string> => {
      const { api } = openPage(link);
      return (await api.finished()).digest;
    };
    const [a, b, c] = [
      await digestOf(quick),
      await digestOf(`${quick}&engine=reference`),
      await digestOf(`${quick}&noise=0.2`),
    ];
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });

  it('rejects what it waits for when another experiment comes', async () => {
    const { api } = openPage('steps=20000');
    await api.ready;
    const waiting = api.finished();
    await Promise.all([expect(waiting).rejects.toThrow(/took its place/), api.load(quick)]);
  });
});

describe('a verdict beside trivial rivals', () => {
  it('names the best of them and how the farcaster does against it', async () => {
    const { api } = openPage(`${quick}&arms=control,farcaster,scalar,search,faster&seeds=8`);
    const { verdict, arms } = await api.finished();
    expect(arms.map(({ id }) => id)).toEqual(['control', 'farcaster', 'scalar', 'search', 'faster']);
    const [best] = verdict.rivals;
    expect(verdict.rivals.map(({ arm }) => arm).sort()).toEqual(['faster', 'scalar', 'search']);
    const said = { beats: /beats it/, unclear: /cannot be told apart/, loses: /loses to it/ }[best!.outcome];
    expect(verdict.sentence).toMatch(/the best of 3 rivals/);
    expect(verdict.sentence).toMatch(said);
  });

  it('speaks of another treatment where the farcaster is not there', async () => {
    const { api } = openPage(`${quick}&arms=control,faster`);
    const { verdict } = await api.finished();
    expect(verdict.sentence).toMatch(/doubled learning rate/i);
    expect(verdict.rivals).toEqual([]);
  });
});

describe('changing the experiment', () => {
  it('settles several changes into one run, points the address at it, and can be undone', async () => {
    const { app, api, address } = openPage(quick);
    await api.finished();
    const before = api.result();
    app.actions.change({ learningRate: 0.2 });
    app.actions.change({ noise: 0.2 });
    expect(app.store.getState().draft).toMatchObject({ learningRate: 0.2, noise: 0.2 });
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(address.written).toHaveLength(1);
    expect(address.hash).toContain('noise=0.2');
    await api.finished();
    expect(app.store.getState().canUndo).toBe(true);
    app.actions.undo();
    expect(api.result()).toEqual(before);
    expect(address.hash).not.toContain('noise');
    app.actions.undo();
    expect(api.result().spec.noise).toBe(0.2);
  });

  it('keeps no large records of the run before: undone, it is trained again to the same', async () => {
    const { app, api } = openPage(quick);
    const before = await api.finished();
    const large = vi.spyOn(RunHistory.prototype, 'bytes', 'get').mockReturnValue(2 ** 27);
    app.actions.change({ noise: 0.2 });
    await new Promise((resolve) => setTimeout(resolve, 350));
    await api.finished();
    large.mockRestore();
    app.actions.undo();
    expect(app.recorded()).toBeNull();
    expect(app.store.getState()).toMatchObject({
      draft: { noise: before.spec.noise },
      notice: { title: 'The previous run is trained again.' },
      canUndo: true,
    });
    expect((await api.finished()).digest).toBe(before.digest);
  });

  it('judges the record by another target, and trains nothing', async () => {
    const { app, api, address } = openPage(quick);
    await api.finished();
    const before = api.result();
    const goal = 2 * (before.verdict.target ?? NaN);
    const { runId } = app.store.getState().run!;
    app.actions.change({ goal });
    expect(api.result()).toMatchObject({
      digest: before.digest,
      experimentId: before.experimentId,
      spec: { goal },
    });
    expect(api.result().verdict).toMatchObject({ target: goal });
    expect(api.result().verdict.sentence).not.toBe(before.verdict.sentence);
    // A drag is many changes: the address follows once it rests, without an entry to go back to.
    app.actions.change({ goal: goal / 2 });
    expect(address.written).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(address.written).toEqual([[expect.stringContaining(`goal=${goal / 2}`), false]]);
    app.actions.change({ goal: 0 });
    expect(api.result()).toEqual(before);
    expect(app.store.getState().run).toMatchObject({ runId, lifecycle: 'finished' });
    expect(app.store.getState().canUndo).toBe(false);
  });

  it('takes a target along where something else is changed with it', async () => {
    const { app, api } = openPage(quick);
    await api.finished();
    app.actions.change({ noise: 0.2 });
    app.actions.change({ goal: 0.3 });
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect((await api.finished()).spec).toMatchObject({ noise: 0.2, goal: 0.3 });
  });

  it('mends what no longer fits, and says so', async () => {
    const { app, api } = openPage(quick);
    await api.ready;
    app.actions.change({ window: 50 });
    expect(app.store.getState().draft).toMatchObject({ window: 50, warmup: 50, period: 51 });
    expect(app.store.getState().notice?.lines.join()).toMatch(/First jump at.*50.*Every.*51/s);
  });

  it('takes a task of text with the network and the batch that it needs, without a warning', async () => {
    const { app, api } = openPage(quick);
    await api.ready;
    app.actions.change({ task: 'moby-dick' });
    const { draft, notice } = app.store.getState();
    expect(draft).toMatchObject({ task: 'moby-dick', network: 'gpt', batch: 16 });
    expect(notice).toBeNull();
  });

  it('takes new seeds, presets and the way back', async () => {
    const { app, api, address } = openPage(quick);
    await api.ready;
    app.actions.newSeeds();
    expect(app.store.getState().draft.seeds).toEqual([4, 5, 6]);
    app.actions.choosePreset('xor');
    expect(app.store.getState().draft.task).toBe('xor');
    address.go(quick);
    expect(app.store.getState().draft.seeds).toEqual([1, 2, 3]);
    await api.finished();
  });

  it('copies the full link', async () => {
    const { app, copied } = openPage('v=4&task=xor&lr=0.1');
    expect(await app.actions.copyLink()).toBe(true);
    expect(copied).toEqual(['http://localhost/#v=4&task=xor&lr=0.1']);
  });
});

describe('a worker that crashes', () => {
  it('is told, keeps what was recorded, and can be started anew', async () => {
    let crash: (reason: string) => void = () => undefined;
    const fragile: OpenWorker = (receive, crashed) => {
      crash = crashed;
      return inProcess(receive, crashed);
    };
    const { app, api } = openPage(quick, fragile);
    await api.finished();
    const { digest } = api.result();
    crash('gone');
    expect(app.store.getState().run).toMatchObject({ lifecycle: 'failed', failure: { code: 'crashed' } });
    expect(api.result().digest).toBe(digest);
    app.actions.play();
    expect((await api.finished()).digest).toBe(digest);
  });
});

describe('what does not fit a run', () => {
  it('is refused without taking it', async () => {
    const lying: OpenWorker = (receive, crashed) =>
      inProcess((message) => {
        if (message.type !== 'happened') {
          receive(message);
          return;
        }
        const events = message.events.map((event) =>
          event.type === 'progressed' ? { ...event, loss: event.loss.slice(1) } : event,
        );
        receive({ ...message, events });
      }, crashed);
    const { api, app } = openPage(quick, lying);
    await expect(api.finished()).rejects.toThrow(/do not match this run/);
    expect(app.store.getState().run?.lifecycle).toBe('failed');
  });
});
