/** A sweep that was run elsewhere takes the place of the present one, which can be brought back. */
import { afterEach, expect, it, vi } from 'vitest';
import { around, sweepByHand } from '../../record/testing/sweep-by-hand.ts';
import { mergedByHand } from '../../record/testing/merged-by-hand.ts';
import { openDropped } from '../files/dropped.ts';
import { endAll, open, swept } from '../testing/sweeping.ts';
import { openMerged } from './open-merged.ts';

afterEach(endAll);

const values = { sweep: 'learningRate', sweepValues: [0.1, 1], arms: ['control', 'farcaster'] } as const;
const { points } = sweepByHand(values, [
  { control: { steps: 100 }, farcaster: { steps: 60, gain: around(0.4) } },
]);
const text = await mergedByHand(values, [], ([rate]) => (rate === 0.1 ? points[0]!.arms : null));

it('is opened by dropping it, too; other files of JSON are taken for coefficients', async () => {
  const { app, state } = open(`#${swept}`);
  expect(await openDropped(app, [new File(['{"format":"x"}'], 'x.json')])).toMatch(/farcast-coefficients/);
  expect(state().origin).toBeNull();
  expect(await openDropped(app, [new File([text], 'any name')])).toBeNull();
  expect(state().origin).toMatchObject({ name: 'any name' });
  expect(app.store.getState().view.bench).toBe('sweep');
});

it('is not the only file of JSON: saved runs that are dropped are added to those of Compare, also packed', async () => {
  const { app } = open(`#${swept}`);
  const runs = '{"format":"farcast-saved-runs","version":1,"runs":[]}';
  const packed = await new Response(
    new Blob([runs]).stream().pipeThrough(new CompressionStream('gzip')),
  ).blob();
  for (const file of [new File([runs], 'runs.json'), new File([packed], '2.json.gz')]) {
    app.compare.store.setState({ imported: null });
    expect(await openDropped(app, [file])).toBeNull();
    expect(app.store.getState().view.bench).toBe('compare');
    await vi.waitFor(() => expect(app.compare.store.getState().imported).toBe('0 runs read.'));
  }
});

it('is opened by scripts, which get its rows; one that cannot be used is refused', async () => {
  const { api, state } = open(`#${swept}`);
  const { rows = [], runs } = await api.open([new File([text], 'merged.json')]);
  expect(rows.map(({ arm, status }) => [arm, status])).toEqual([
    ...[
      ['control', 'done'],
      ['farcaster', 'done'],
    ],
    ...[
      ['control', 'waiting'],
      ['farcaster', 'waiting'],
    ],
  ]);
  expect(runs).toEqual([]);
  expect(state().origin).toMatchObject({ name: 'merged.json' });
  await expect(api.open([new File([text.slice(0, -20)], 'cut.json')])).rejects.toThrow(
    /“cut.json” was not opened/,
  );
});

it('is shown with its origin, and nothing of it is run here', async () => {
  const { app, state, until, commands } = open(`#${swept}`);
  app.sweep.actions.start();
  await until(({ lifecycle }) => lifecycle === 'finished');
  const own = state().sweep;
  const before = commands.length;
  expect(await openMerged(app, new File(['{}'], 'other.json'))).toBe(
    '“other.json” was not opened: it is not a merged sweep (“format”).',
  );
  expect(state()).toMatchObject({ sweep: own, origin: null });
  expect(await openMerged(app, new File([text], 'merged.json'))).toBeNull();
  expect(state()).toMatchObject({ lifecycle: 'finished', canUndo: true });
  expect(state().origin).toMatchObject({
    name: 'merged.json',
    files: 1,
    departures: ['1 of 2 points are missing'],
  });
  expect(state().sweep?.points.map(({ status }) => status)).toEqual(['done', 'waiting']);
  app.sweep.actions.resume();
  app.sweep.actions.stop();
  expect(state().lifecycle).toBe('finished');
  expect(commands).toHaveLength(before);
  app.sweep.actions.undo();
  expect(state()).toMatchObject({ sweep: own, origin: null });
  app.sweep.actions.undo();
  expect(state().origin).toMatchObject({ name: 'merged.json' });
});
