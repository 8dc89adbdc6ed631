import { afterEach, describe, expect, it } from 'vitest';
import type { OpenWorker } from '../state.ts';
import { inProcess } from '../testing/in-process.ts';
import { endAll, failingAt, open, prepared, quick, ratesOf, swept } from '../testing/sweeping.ts';
import type { RowSpread } from '../../record/sweep/tables.ts';

afterEach(endAll);

describe('a sweep', () => {
  it('runs every point and gives what a run of the same experiment gives', async () => {
    const { api, commands } = open(swept);
    await api.finished();
    const rows = await api.sweep();
    expect(rows.map(({ values, arm, status }) => [values['lr'], arm, status])).toEqual(
      [0.2, 0.5, 1].flatMap((lr) => [
        [lr, 'control', 'done'],
        [lr, 'farcaster', 'done'],
      ]),
    );
    // They train together. The experiment itself is among the points: it goes first, for the target.
    expect(prepared(commands)).toEqual([[0.5, 0.2, 1]]);
    const { verdict, arms } = await api.finished();
    const own = rows.find(({ values, arm }) => values['lr'] === 0.5 && arm === 'farcaster')!;
    expect(own.saved).toMatchObject<RowSpread>({
      median: verdict.savedFraction,
      low: verdict.low,
      high: verdict.high,
      level: verdict.level,
      count: verdict.total,
    });
    expect(own.target).toBe(verdict.target);
    const finals = arms[1]!.replicas.map(({ loss }) => loss.at(-1)!).sort((a, b) => a - b);
    expect(own.finalLoss.median).toBe(finals[1]);
    const control = rows.find(({ values, arm }) => values['lr'] === 0.5 && arm === 'control')!;
    const steps = arms[0]!.replicas.map(({ loss }) => 1 + loss.findIndex((value) => value <= own.target!));
    expect(control.reached).toBe(steps.filter((step) => step > 0).length);
    expect(control.steps.median).toBe(
      steps.map((step) => (step > 0 ? step : Infinity)).sort((a, b) => a - b)[1],
    );
    expect(control.ledger).toEqual(control.steps);
  });

  it('reads the target off the control of the experiment when that is no point, and only once', async () => {
    const { api, commands, until, app } = open(`${quick}&sweep=learningRate&values=1,2`);
    await api.finished();
    const target = api.result().verdict.target;
    const rows = await api.sweep();
    expect(prepared(commands)).toEqual([[0.5], [1, 2]]);
    expect(rows[0]!.target).toBe(target);
    expect(rows).toHaveLength(4);
    app.actions.change({ sweepTarget: 0.4 });
    await until(({ sweep }) => sweep?.points[1]?.arms[0]?.steps?.median !== rows[2]!.steps.median);
    app.actions.change({ sweepTarget: 0 });
    await until(({ sweep, lifecycle }) => sweep?.target.loss === target && lifecycle === 'finished');
    expect(prepared(commands)).toEqual([[0.5], [1, 2]]);
  });

  it('takes a given target, and another one afterwards without running anything again', async () => {
    const { api, app, commands, until, state } = open(`${swept}&target=0.5`);
    const rows = await api.sweep();
    expect(prepared(commands)).toEqual([[0.2, 0.5, 1]]);
    expect(rows.every(({ target }) => target === 0.5)).toBe(true);
    app.actions.change({ sweepTarget: 0.3 });
    await until(({ sweep }) => sweep?.target.loss === 0.3 && sweep.points[2]!.arms[0]!.steps !== null);
    const { sweep } = await until(
      ({ sweep: now }) => (now?.points[2]?.arms[0]?.steps?.median ?? 0) > rows[4]!.steps.median!,
    );
    expect(sweep!.spec.sweepTarget).toBe(0.3);
    expect(state().lifecycle).toBe('finished');
    expect(commands.filter(({ type }) => type === 'prepare')).toHaveLength(1);
    expect(app.store.getState().run?.lifecycle).not.toBe('preparing');
  });

  it('follows the verdict’s target where it has none of its own', async () => {
    const { api, app, commands, until } = open(swept);
    const rows = await api.sweep();
    app.actions.change({ goal: 0.3 });
    const { sweep } = await until(
      ({ sweep: now }) =>
        now?.target.loss === 0.3 && (now.points[2]!.arms[1]!.saved?.median ?? null) !== rows[5]!.saved.median,
    );
    // All are timed to the one loss, for either question.
    for (const { arms } of sweep!.points)
      if (arms[1]!.reached === arms[1]!.seeds && arms[0]!.reached === arms[0]!.seeds)
        expect(arms[1]!.saved).toEqual(arms[1]!.gain);
    expect(sweep!.points.some(({ arms }) => arms.every(({ reached, seeds }) => reached === seeds))).toBe(
      true,
    );
    app.actions.change({ sweepTarget: 0.4 });
    await until(({ sweep: now }) => now?.target.loss === 0.4);
    expect(commands.filter(({ type }) => type === 'prepare')).toHaveLength(1);
  });

  it('runs while the experiment on screen is paused, and goes on when that changes', async () => {
    const { api, app } = open(swept);
    await api.load(swept);
    const rows = api.sweep();
    app.actions.change({ noise: 0.3 });
    expect((await rows).every(({ status }) => status === 'done')).toBe(true);
    expect(app.sweep.store.getState().sweep?.spec.noise).toBe(0.1);
  });

  it('pauses in the middle of a point, goes on, stops and takes up what is left', async () => {
    const { app, state, until, commands } = open(
      'samples=32&layers=4&seeds=3&lr=0.5&steps=8000&sweep=damping&values=1,0.5',
    );
    app.sweep.actions.start();
    await until(({ progress }) => progress.step > 0);
    app.sweep.actions.pause();
    await new Promise((resolve) => setTimeout(resolve, 150));
    const { progress } = state();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(state().progress).toEqual(progress);
    expect(progress.step).toBeLessThan(8000);
    expect(state()).toMatchObject({
      lifecycle: 'paused',
      sweep: { points: [{ status: 'running' }, { status: 'waiting' }] },
    });
    app.sweep.actions.resume();
    await until(({ progress: now }) => now.done === 1 && now.now[0] === 1);
    app.sweep.actions.stop();
    expect(state()).toMatchObject({ lifecycle: 'stopped', progress: { done: 1, total: 2, now: [] } });
    expect(state().sweep?.points.map(({ status }) => status)).toEqual(['done', 'waiting']);
    app.sweep.actions.resume();
    await until(({ lifecycle }) => lifecycle === 'finished');
    expect(state().sweep?.points.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(commands.findLast(({ type }) => type === 'prepare')).toMatchObject({ spec: { damping: 0.5 } });
  });

  it('pauses, stops and goes on with points that train together', async () => {
    const { app, state, until, commands } = open(
      'samples=32&layers=4&seeds=3&lr=0.5&steps=8000&sweep=learningRate&values=0.5,0.2',
    );
    const statuses = (): unknown => state().sweep?.points.map(({ status }) => status);
    app.sweep.actions.start();
    const { progress } = await until(({ progress: now }) => now.step > 0);
    expect(progress).toMatchObject({ done: 0, total: 2, now: [0, 1] });
    expect(progress.secondsLeft).toBeGreaterThan(0);
    app.sweep.actions.pause();
    expect(statuses()).toEqual(['running', 'running']);
    app.sweep.actions.stop();
    expect(statuses()).toEqual(['waiting', 'waiting']);
    app.sweep.actions.resume();
    await until(({ lifecycle }) => lifecycle === 'finished');
    expect(statuses()).toEqual(['done', 'done']);
    expect(prepared(commands)).toEqual([
      [0.5, 0.2],
      [0.5, 0.2],
    ]);
  });

  it('of two settings trains those together that differ in the learning rate alone', async () => {
    const { api, commands } = open(`${swept}&across=damping&avalues=0.5,1&target=0.4`);
    const rows = await api.sweep();
    expect(rows.filter(({ status }) => status === 'done')).toHaveLength(3 * 2 * 2);
    expect(
      commands.flatMap((command) =>
        command.type === 'prepare' ? [[command.spec.damping, command.rates]] : [],
      ),
    ).toEqual([
      [0.5, [0.2, 0.5, 1]],
      [1, [0.2, 0.5, 1]],
    ]);
  });

  it('goes on with the points for which there was no room', async () => {
    const narrow: OpenWorker = (receive, crashed) => {
      const worker = inProcess(receive, crashed);
      return {
        post: (command) =>
          worker.post(
            command.type === 'prepare' ? { ...command, rates: ratesOf(command).slice(0, 2) } : command,
          ),
      };
    };
    const [wide, tight] = [open(`${swept},1.5,2`), open(`${swept},1.5,2`, narrow)];
    const running = new Set<string>();
    tight.app.sweep.store.subscribe(({ progress: { now, step, done, total }, sweep }) => {
      if (step === 0 || now.length === 0) return;
      // As many as fit are marked as running, and none is counted twice.
      expect(sweep!.points.flatMap(({ status }, index) => (status === 'running' ? [index] : []))).toEqual(
        [...now].sort(),
      );
      expect(done + now.length).toBeLessThanOrEqual(total);
      running.add(String(now));
    });
    const rows = await tight.api.sweep();
    expect(rows).toEqual(await wide.api.sweep());
    expect(prepared(tight.commands)).toEqual([[0.5, 0.2, 1, 1.5, 2], [1, 1.5, 2], [2]]);
    expect([...running]).toEqual(['1,0', '0', '2,3', '3', '4']);
  });

  it('keeps a failed point with its reason, and runs it again when asked', async () => {
    const { api, app, until, commands } = open(swept, failingAt(1, 2));
    const rows = await api.sweep();
    expect(rows.filter(({ status }) => status === 'failed').map(({ failure }) => failure)).toEqual([
      'no engine',
      'no engine',
    ]);
    // It failed with the others too, which then ran one by one, so that it does not hide them.
    expect(rows.filter(({ status }) => status === 'done')).toHaveLength(4);
    expect(prepared(commands)).toEqual([[0.5, 0.2, 1], [0.5], [0.2], [1]]);
    app.sweep.actions.retry(2);
    const { sweep } = await until(({ lifecycle }) => lifecycle === 'finished');
    expect(sweep!.points.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  });

  it('says of points that failed together why they run alone', async () => {
    const { api, state, until } = open(swept, failingAt(1, 1));
    const rows = api.sweep();
    const { sweep } = await until(({ sweep: now }) => now?.points.some(({ alone }) => alone) === true);
    expect(sweep!.points.map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(sweep!.points[0]!.failure).toBe('Failed together with 2 more, waits to run alone: no engine');
    expect((await rows).every(({ status, failure }) => status === 'done' && failure === null)).toBe(true);
    expect(state().sweep!.target.failure).toBeNull();
  });

  it('marks only those that ran when there was no room for all and the run failed', async () => {
    let isFirst = true;
    const failing: OpenWorker = (receive, crashed) => {
      const worker = inProcess(receive, crashed);
      return {
        post(command) {
          if (command.type !== 'prepare' || !isFirst) {
            worker.post(command);
            return;
          }
          isFirst = false;
          const { runId } = command;
          queueMicrotask(() => {
            receive({ type: 'happened', runId, elapsed: 0, point: { index: 0, of: 2 }, events: [] });
            receive({ type: 'failed', runId, code: 'engine', message: 'no engine' });
          });
        },
      };
    };
    const { api, commands, state } = open(swept, failing);
    await api.sweep();
    expect(state().sweep!.points.map(({ alone, status }) => [alone, status])).toEqual([
      [true, 'done'],
      [true, 'done'],
      [false, 'done'],
    ]);
    expect(prepared(commands)).toEqual([[0.5, 0.2, 1], [0.5], [0.2], [1]]);
  });

  it('goes on without a target when the run for it failed, and times what is done once it is there', async () => {
    const { api, app, state, until } = open(swept, failingAt(0.5, 2));
    const rows = await api.sweep();
    expect(rows.every(({ target }) => target === null)).toBe(true);
    expect(rows[0]!.steps.median).toBeNull();
    expect(rows[1]!.saved.median).not.toBeNull();
    expect(state().sweep?.target.failure).toMatch(/no engine/);
    app.sweep.actions.retry(1);
    const { sweep } = await until(
      ({ lifecycle, sweep: now }) =>
        lifecycle === 'finished' && now!.points.every(({ arms }) => (arms[0]?.steps ?? null) !== null),
    );
    expect(sweep!.target.loss).toBeGreaterThan(0);
  });

  it('survives crashes of its worker: points run alone, one failed, the next one starts', async () => {
    let runs = 0;
    const fragile: OpenWorker = (receive, crashed) => {
      const worker = inProcess(receive, crashed);
      return {
        post(command) {
          if (command.type === 'prepare' && [1, 3].includes(++runs)) queueMicrotask(() => crashed('gone'));
          else worker.post(command);
        },
      };
    };
    const { api, app } = open(swept, fragile);
    const rows = await api.sweep();
    expect(new Set(rows.filter(({ status }) => status === 'failed').map(({ failure }) => failure))).toEqual(
      new Set(['The background worker stopped: gone.']),
    );
    expect(rows.filter(({ status }) => status === 'done')).toHaveLength(4);
    expect(app.store.getState().run?.failure ?? null).toBeNull();
  });
});

describe('starting another sweep', () => {
  it('of more values runs none again that is done, and times all to its own target', async () => {
    const { api, app, commands, state } = open(swept);
    const first = await api.sweep();
    app.actions.change({ sweepValues: [0.2, 0.3, 0.5, 1, 2] });
    const second = await api.sweep();
    expect(prepared(commands)).toEqual([
      [0.5, 0.2, 1],
      [0.3, 2],
    ]);
    const at = (rows: typeof first, lr: number) => rows.filter(({ values }) => values['lr'] === lr);
    // Targets are over all values, and so are others.
    const apart = (rows: typeof first) => rows.map(({ targets: _, ...row }) => row);
    for (const lr of [0.2, 0.5, 1]) expect(apart(at(second, lr))).toEqual(apart(at(first, lr)));
    expect(second.every(({ status }) => status === 'done')).toBe(true);
    app.actions.change({ sweepValues: [1, 2], sweepTarget: 0.5 });
    const third = await api.sweep();
    expect(commands.filter(({ type }) => type === 'prepare')).toHaveLength(2);
    expect(third.map(({ target }) => target)).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(third[0]!.steps).not.toEqual(at(second, 1)[0]!.steps);
    // The same again is run again.
    await api.sweep();
    expect(prepared(commands).slice(2)).toEqual([[1, 2]]);
    app.actions.change({ noise: 0.2 });
    await api.sweep();
    expect(prepared(commands).slice(3)).toEqual([[1, 2]]);
    expect(state().lifecycle).toBe('finished');
  });

  it('keeps the one before, and brings it back with all it found', async () => {
    const { api, app, state, until } = open(swept);
    const first = await api.sweep();
    app.actions.change({ sweepValues: [0.3] });
    const second = await api.sweep();
    expect(second.map(({ values }) => values['lr'])).toEqual([0.3, 0.3]);
    expect(state().canUndo).toBe(true);
    app.sweep.actions.undo();
    expect(state().sweep?.points.map(({ values }) => values[0])).toEqual([0.2, 0.5, 1]);
    expect(state().sweep?.points[0]?.arms[0]?.finalLoss?.median).toBe(first[0]!.finalLoss.median);
    app.sweep.actions.undo();
    await until(({ sweep }) => sweep?.points.length === 1);
  });

  it('rejects what waits for a sweep that is stopped or replaced, and a link that sweeps nothing', async () => {
    const { api, app } = open(swept);
    await api.ready;
    const stopped = expect(api.sweep()).rejects.toThrow(/stopped/);
    app.sweep.actions.stop();
    await stopped;
    const replaced = expect(api.sweep()).rejects.toThrow(/place|stopped/);
    const rows = api.sweep();
    await replaced;
    expect(await rows).toHaveLength(6);
    await api.load(quick);
    await expect(api.sweep()).rejects.toThrow(/defines no sweep/);
  });
});

describe('what is swept', () => {
  it('changes the link, but does not start the experiment on screen anew', async () => {
    const { api, app, address } = open(quick);
    const { digest } = await api.finished();
    const runId = app.store.getState().run?.runId;
    app.actions.change({ sweep: 'window' });
    expect(app.store.getState().draft.sweepValues).toContain(20);
    await expect.poll(() => address.written.at(-1)?.[0]).toMatch(/sweep=window&values=/);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(app.store.getState().run?.runId).toBe(runId);
    expect(api.result().digest).toBe(digest);
  });

  it('does not hold up a change of the experiment that is still settling', async () => {
    const { api, app } = open(quick);
    await api.finished();
    app.actions.change({ noise: 0.3 });
    app.actions.change({ sweep: 'damping' });
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(app.store.getState().run?.spec).toMatchObject({ noise: 0.3, sweep: 'damping' });
  });

  it('opens the instrument with a link or a preset that sweeps, and only asks a preset to come into sight', () => {
    const { app } = open(swept);
    expect(app.store.getState().view.bench).toBe('sweep');
    expect(app.store.getState().wanted).toBeNull();
    app.actions.setView({ bench: null });
    app.actions.choosePreset('circles');
    expect(app.store.getState().view.bench).toBeNull();
    app.actions.choosePreset('rate');
    expect(app.store.getState().view.bench).toBe('sweep');
    expect(app.store.getState().wanted).toBe('sweep');
  });
});
