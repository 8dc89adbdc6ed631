/** A scene of every chart of a real run is what its file gives back, and none is large. */
import { afterEach, expect, it } from 'vitest';
import { pointsOf } from '../../record/scenes/figure.ts';
import { readTalk, sceneParts, writeTalk } from '../../record/scenes/talk.ts';
import { openPage, pausePages, reached } from '../../store/testing/opened-page.ts';
import { runLive, sceneOf } from './capture.ts';

const link = '#v=2&samples=64&layers=6&steps=120&seeds=3&lr=0.5&arms=control,farcaster,search';

afterEach(pausePages);

it('has what was on screen, and is saved whole', async () => {
  const { app } = openPage(link);
  expect(sceneOf(app, 'loss')).toBeNull();
  await reached(app.store)(({ run }) => run?.lifecycle === 'finished');
  app.actions.setView({ hidden: ['search'], axis: 'steps' });
  app.actions.look(70);
  const scenes = sceneParts.map((part) => sceneOf(app, part)!);
  expect(readTalk(writeTalk(scenes))).toEqual({ ok: true, scenes, leftOut: 0 });
  expect(writeTalk(scenes).length).toBeLessThan(60_000);
  for (const { part, figure, at, view, recorded, verdict } of scenes) {
    expect([at, view.hidden, view.axis, recorded.step]).toEqual([70, ['search'], 'steps', 120]);
    expect(verdict.map(({ text }) => text).join('')).toMatch(/\.$/);
    const panels = figure?.panels ?? [];
    expect(panels).toHaveLength({ loss: 1, weights: 8, difference: 1, error: 1, verdict: 0 }[part]);
    for (const { curves } of panels)
      for (const curve of curves) expect(pointsOf(curve).length).toBeGreaterThan(3);
  }
  expect(scenes[0]!.figure!.panels[0]!.curves.map(({ id }) => id)).toEqual(['control', 'farcaster']);
});

it('runs live as it was shown, without changing what the address shows', async () => {
  const { app, address } = openPage(`${link}&scene=1`);
  // On stage nothing trains by itself.
  expect(app.store.getState().run).toBeNull();
  const other = openPage(link.replace('lr=0.5', 'lr=0.25'));
  await reached(other.app.store)(({ run }) => run?.lifecycle === 'finished');
  other.app.actions.setView({ hidden: ['search'] });
  expect(await runLive(app, sceneOf(other.app, 'loss')!)).toBeNull();
  await reached(app.store)(({ run }) => run?.lifecycle === 'finished');
  const { run, view, extras } = app.store.getState();
  expect([run!.spec.learningRate, view.hidden, extras.scene]).toEqual([0.25, ['search'], '1']);
  expect(address.hash).toContain('scene=1');
});
