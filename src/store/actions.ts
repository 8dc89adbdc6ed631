/** What a person can do, as plain functions over the store and the run session. */
import { leavesRun, sameRun } from '../experiment/aside-fields.ts';
import { defaultSpec, type ExperimentSpec } from '../experiment/fields.ts';
import { maxLinkLength, writeLink } from '../experiment/link.ts';
import { presets, presetSpec } from '../experiment/presets.ts';
import { changedFields, checkSpec, correctionText } from '../experiment/spec.ts';
import { labActions, linkKeys } from './lab/lab.ts';
import type { RunSession } from './session.ts';
import type { AppServices } from './services.ts';
import type { App, AppActions, Notice } from './state.ts';
import { jumpRefusal } from './select/network/jump-now.ts';
import { sweepOpenedView, withSuggestions } from './sweep/sweep-points.ts';

export interface ActionContext {
  readonly store: App['store'];
  readonly session: RunSession;
  readonly services: AppServices;
  /** Puts an experiment on screen and prepares it. */
  readonly show: (spec: ExperimentSpec, playing: boolean) => void;
}

/** Changes that follow each other within this time become one run, ms. */
const settleTime = 300;

export function actionsOf(context: ActionContext): AppActions {
  const { store, services, show } = context;
  const point = (spec: ExperimentSpec, push = true): void => {
    services.address.write(writeLink(spec, linkKeys(store.getState())), push);
  };
  const runNow = (spec: ExperimentSpec): void => {
    point(spec);
    show(spec, true);
  };
  return {
    ...changes(context, runNow, point),
    ...driving(context, runNow),
    ...looking(context),
    ...labActions(store, services),
  };
}

type Changes = 'change' | 'choosePreset' | 'newSeeds' | 'undo' | 'resetToDefaults';
type Lab = 'changeLab' | 'chooseLabPreset';
type Driving = 'resume' | 'rewind' | 'play' | 'pause' | 'cancel' | 'toggle' | 'step' | 'jumpNow' | 'look';

/** Everything that asks for another experiment. */
function changes(
  { store, session }: ActionContext,
  runNow: (spec: ExperimentSpec) => void,
  point: (spec: ExperimentSpec, push?: boolean) => void,
): Pick<AppActions, Changes> {
  const change = (values: Partial<ExperimentSpec>): void => {
    const { draft, run } = store.getState();
    const { spec, corrections } = checkSpec(withSuggestions(values, draft), draft);
    if (changedFields(spec, draft).length === 0) return;
    const lines = corrections.map((correction) => correctionText(correction, spec));
    store.setState({ draft: spec, notice: correctionNotice(lines) });
    const staysOnScreen = leavesRun(values) && run !== null && sameRun(spec, run.spec);
    if (staysOnScreen) session.judgeBy(spec.goal);
    if (staysOnScreen && spec.goal === draft.goal) point(spec);
    else setTimeout(() => settle(spec, staysOnScreen), settleTime);
  };
  const settle = (spec: ExperimentSpec, staysOnScreen: boolean): void => {
    if (store.getState().draft !== spec) return;
    if (staysOnScreen) point(spec, false);
    else runNow(spec);
  };
  return {
    change,
    choosePreset(id) {
      const preset = presets.find((candidate) => candidate.id === id);
      if (preset === undefined) return;
      store.setState({ notice: null });
      const spec = presetSpec(preset);
      runNow({ ...spec, engine: store.getState().draft.engine });
      if (spec.sweep === 'none') return;
      store.setState(({ view }) => ({ view: sweepOpenedView(spec, view), wanted: 'sweep' }));
    },
    newSeeds() {
      const { draft } = store.getState();
      const first = Math.max(...draft.seeds) + 1;
      change({ seeds: draft.seeds.map((_, i) => first + i) });
    },
    undo() {
      const spec = session.undo();
      if (spec === null) return;
      point(spec);
      store.setState({ draft: spec, notice: null });
    },
    resetToDefaults() {
      store.setState({ unknown: [], lab: null, notice: null });
      runNow(defaultSpec);
    },
  };
}

/** Everything that drives the experiment on screen. */
function driving(
  { store, session, show }: ActionContext,
  runNow: (spec: ExperimentSpec) => void,
): Pick<AppActions, Driving> {
  const play = (): void => {
    const lifecycle = store.getState().run?.lifecycle;
    if (lifecycle === 'finished' || lifecycle === 'stopped' || lifecycle === 'failed') {
      runNow(store.getState().draft);
    } else session.send({ type: 'play' });
  };
  const pause = (): void => {
    session.send({ type: 'pause' });
  };
  return {
    play,
    pause,
    cancel() {
      session.send({ type: 'stop' });
    },
    resume() {
      session.resume();
    },
    rewind() {
      // A copy, so that a change still settling does not start over what was rewound.
      show({ ...store.getState().draft }, false);
    },
    toggle() {
      if (store.getState().run?.lifecycle === 'running') pause();
      else play();
    },
    step(count) {
      session.send({ type: 'advance', steps: count });
    },
    jumpNow() {
      if (jumpRefusal(store.getState().run, session.history?.steps ?? 0) !== null) return;
      store.setState({ jumpAsked: true });
      session.send({ type: 'jump' });
    },
    look(at) {
      const newest = session.history?.steps ?? 0;
      store.setState({ at: at === null || at >= newest ? null : Math.max(0, Math.round(at)) });
    },
  };
}

/** Links, the way of looking, and notices. */
function looking({ store, services }: ActionContext): Omit<AppActions, Changes | Driving | Lab> {
  const full = (spec: ExperimentSpec): string =>
    services.address.full(writeLink(spec, linkKeys(store.getState())));
  const link = (): string => full(store.getState().draft);
  const setView: AppActions['setView'] = (values) => {
    const view = { ...store.getState().view, ...values };
    store.setState(({ revision }) => ({ view, revision: revision + 1 }));
    services.storage.save(view);
  };
  return {
    link,
    linkTo(spec) {
      const text = full(spec);
      return text.length > maxLinkLength ? null : text;
    },
    copyLink: () => services.copy(link()),
    setView,
    showBench(bench) {
      setView({ bench });
      store.setState({ wanted: bench });
    },
    benchShown() {
      store.setState({ wanted: null });
    },
    reloadPage: () => services.address.reload?.(),
    dismissNotice() {
      store.setState({ notice: null });
    },
  };
}

/** A banner that lists what was changed, or none. */
export function correctionNotice(corrections: readonly string[]): Notice | null {
  if (corrections.length === 0) return null;
  return {
    tone: 'warning',
    title: 'Some values could not be used as they came.',
    lines: corrections,
    action: null,
  };
}
