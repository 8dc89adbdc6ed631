/** What becomes of a run whose worker was lost. */
import { describe, expect, it, vi } from 'vitest';
import type { OpenWorker } from './state.ts';
import { inProcess } from './testing/in-process.ts';
import { openPage } from './testing/opened-page.ts';
import type { RunMessage } from '../worker/protocol.ts';

/** Longest to wait for anything, ms. */
const patience = 10_000;

const link = 'samples=32&layers=4&steps=400&seeds=3&lr=0.5';

/** Workers in this thread. That of the run on screen, which is opened first, can be lost, and the next held back. */
class FragileWorkers {
  readonly waiting: RunMessage[] = [];
  #isHeld = false;
  #receive: ((message: RunMessage) => void) | null = null;
  #crashed: ((reason: string) => void) | null = null;

  readonly open: OpenWorker = (receive, crashed) => {
    const isFirst = this.#receive === null;
    this.#receive ??= receive;
    this.#crashed ??= crashed;
    return inProcess((message) => {
      if (isFirst && this.#isHeld) this.waiting.push(...eventByEvent(message));
      else receive(message);
    }, crashed);
  };

  /** Ends the worker; what the next one says is held back. */
  lose(): void {
    this.#isHeld = true;
    this.#crashed?.('gone');
  }

  /** Delivers what is held back, message by message; from then on nothing is held back. */
  release(look: (message: RunMessage) => void = () => undefined): void {
    for (let message = this.waiting.shift(); message !== undefined; message = this.waiting.shift()) {
      this.#receive?.(message);
      look(message);
    }
    this.#isHeld = false;
  }
}

const eventByEvent = (message: RunMessage): readonly RunMessage[] =>
  message.type === 'happened' ? message.events.map((event) => ({ ...message, events: [event] })) : [message];

function openOn(workers: FragileWorkers) {
  const { app, api } = openPage('', workers.open);
  return { app, api, run: () => app.store.getState().run! };
}

/** Paused after 40 steps. */
async function openFragile() {
  const workers = new FragileWorkers();
  const opened = openOn(workers);
  await opened.api.load(link);
  await opened.api.step(40);
  return { ...opened, workers, recorded: opened.api.result().digest };
}

const stepsIn = (messages: readonly RunMessage[]): number =>
  messages
    .flatMap((message) => (message.type === 'happened' ? message.events : []))
    .reduce((sum, event) => (event.type === 'progressed' ? sum + event.steps : sum), 0);

describe('a run whose worker was lost', () => {
  it('is repeated behind its records, and goes on to the result of an undisturbed run', async () => {
    const undisturbed = openOn(new FragileWorkers());
    await undisturbed.api.load(link);
    await undisturbed.api.play();
    const { digest } = await undisturbed.api.finished();

    const { app, api, run, workers, recorded } = await openFragile();
    workers.lose();
    expect(run().failure?.message).toMatch(/gone.*Recorded data is preserved/);
    app.actions.resume();
    expect(run()).toMatchObject({ lifecycle: 'preparing', failure: null });
    expect(app.store.getState().notice?.lines.join()).toContain('first 40 steps');

    await vi.waitFor(() => {
      expect(stepsIn(workers.waiting)).toBeGreaterThan(45);
    }, patience);
    let repeated = 0;
    let looks = 0;
    workers.release((message) => {
      repeated += stepsIn([message]);
      looks += repeated > 0 && repeated < 40 ? 1 : 0;
      expect(app.session.history?.steps).toBe(Math.max(repeated, 40));
      if (repeated < 40) expect(api.result().digest).toBe(recorded);
    });
    expect(looks).toBeGreaterThan(0);

    expect((await api.finished()).digest).toBe(digest);
    expect(app.session.history?.steps).toBe(400);
    expect(app.store.getState().notice).toBeNull();
  });

  it('goes on for a script too', async () => {
    const { api, run, workers } = await openFragile();
    workers.lose();
    await expect(api.pause()).rejects.toThrow('gone');
    const resumed = api.resume();
    expect(run()).toMatchObject({ lifecycle: 'preparing', failure: null });
    workers.release();
    await resumed;
    expect((await api.finished()).steps).toBe(400);
    const { runId } = run();
    await api.resume();
    expect(run()).toMatchObject({ runId, lifecycle: 'finished' });
  });

  it('keeps its records when the next worker is lost too', async () => {
    const { app, api, run, workers, recorded } = await openFragile();
    workers.lose();
    app.actions.resume();
    workers.lose();
    expect(run().failure?.code).toBe('crashed');
    expect(api.result().digest).toBe(recorded);
  });

  it('is set aside where another one is started meanwhile', async () => {
    const { app, api, workers } = await openFragile();
    workers.lose();
    app.actions.resume();
    void app.load('task=xor&samples=32&layers=4&steps=90&seeds=3');
    workers.release();
    await vi.waitFor(() => {
      expect(app.session.history?.spec.task).toBe('xor');
    }, patience);
    expect(app.session.history?.steps).toBe(0);
    await api.play();
    await api.finished();
    expect(app.session.history?.steps).toBe(90);
  });

  it('is not repeated where no worker was lost', async () => {
    const { app, run } = await openFragile();
    const before = run();
    app.actions.resume();
    expect(run()).toBe(before);
  });
});
