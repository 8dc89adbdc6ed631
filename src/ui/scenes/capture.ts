/** Makes a scene of what is on screen, and puts a scene's experiment back on it. */
import { writeLink } from '../../experiment/link/link.ts';
import type { Scene, ScenePart } from '../../record/scenes/talk.ts';
import { progressView, verdictView } from '../../store/select/progress.ts';
import { pageVersion } from '../../store/shared/share.ts';
import type { App } from '../../store/state.ts';
import { viewOf } from '../../store/view.ts';
import { sceneFigures } from './scene-figures.ts';

export const partNames: Readonly<Record<ScenePart, string>> = {
  loss: 'The loss chart',
  weights: 'The weights',
  difference: 'The paired difference',
  error: 'The forecast error',
  verdict: 'The verdict alone',
};

/** Null before an experiment is prepared: there is nothing to record. */
export function sceneOf(app: App, part: ScenePart): Scene | null {
  const { run, view, at } = app.store.getState();
  const history = app.recorded();
  const engine = run?.engine ?? null;
  if (run === null || engine === null || history === null) return null;
  const { parts, detail } = viewOf(app, verdictView);
  const { step, steps } = viewOf(app, progressView);
  const { axis, logarithmicLoss, range, hidden, weightsArm, weightsSeed, focusAnchor } = view;
  return {
    text: '',
    note: '',
    link: writeLink(run.spec),
    part,
    view: {
      axis,
      logarithmicLoss,
      range: range === null ? null : [...range],
      hidden: [...hidden],
      weightsArm,
      weightsSeed,
      focusAnchor,
    },
    at,
    verdict: parts.map(({ text, arm }) => ({ text, arm })),
    detail,
    figure: part === 'verdict' ? null : copied(sceneFigures[part](history, view)),
    recorded: { step, steps, seeds: run.spec.seeds.length, engine: engine.name, version: pageVersion },
  };
}

/** As its file has it: plain lists. */
const copied = (figure: object): Scene['figure'] => JSON.parse(JSON.stringify(figure)) as Scene['figure'];

/** Trains the experiment of a scene, shown as the scene shows it. In one line why it cannot; null if it does. */
export async function runLive(app: App, scene: Scene): Promise<string | null> {
  const read = await app.load(`#${scene.link}`);
  if (!read.ok) return `This scene cannot run live. ${read.reason}`;
  // Nothing of it becomes a preference of the speaker.
  app.store.setState(({ view, revision }) => ({
    view: { ...view, ...scene.view },
    revision: revision + 1,
  }));
  app.actions.play();
  return null;
}
