/** What a person can do, as plain functions over the store and the run session. */
import { leavesRun, sameRun } from '../experiment/table/aside-fields.ts';
import { defaultSpec, fields, type ExperimentSpec } from '../experiment/fields.ts';
import { sequence } from '../experiment/kinds.ts';
import type { LinkExtras } from '../experiment/link/extras.ts';
import { maxLinkLength, writeLink } from '../experiment/link/link.ts';
import { besideKeys } from '../experiment/link/page-link.ts';
import { presets, presetSpec } from '../experiment/presets.ts';
import { changedFields, checkSpec, correctionText } from '../experiment/spec.ts';
import type { AddressFollower } from './address-follower.ts';
import type { RunSession } from './session.ts';
import type { AppServices } from './services.ts';
import type { App, AppActions, AppState, Notice } from './state.ts';
import { jumpRefusal } from './select/progress.ts';
import { withTaskNeeds } from '../experiment/networks.ts';
import { withSuggestions } from '../record/sweep/points.ts';

export interface ActionContext {
  readonly store: App['store'];
  readonly session: RunSession;
  readonly services: AppServices;
  readonly follower: AddressFollower;
  /** Puts an experiment on screen and prepares it. */
  readonly show: (spec: ExperimentSpec, playing: boolean) => void;
}

export function actionsOf(context: ActionContext): AppActions {
  const { follower, show } = context;
  const runNow = (spec: ExperimentSpec): void => {
    follower.forget();
    show(spec, true);
    follower.now(true);
  };
  return {
    ...changes(context, runNow),
    ...driving(context, runNow),
    ...looking(context),
  };
}

type Changes = 'change' | 'choosePreset' | 'newSeeds' | 'undo' | 'resetToDefaults';
type Driving = 'resume' | 'rewind' | 'play' | 'pause' | 'cancel' | 'toggle' | 'step' | 'jumpNow' | 'look';

/** Whatever requests another experiment. */
function changes(
  { store, session, follower }: ActionContext,
  runNow: (spec: ExperimentSpec) => void,
): Pick<AppActions, Changes> {
  const change = (values: Partial<ExperimentSpec>): void => {
    const { draft, run } = store.getState();
    const { spec, corrections } = checkSpec(withSuggestions(withTaskNeeds(values, draft), draft), draft);
    if (changedFields(spec, draft).length === 0) return;
    const lines = corrections.map((correction) => correctionText(correction, spec));
    store.setState({ draft: spec, notice: correctionNotice(lines) });
    const staysOnScreen = leavesRun(values) && run !== null && sameRun(spec, run.spec);
    if (staysOnScreen) session.judgeBy(spec.goal);
    // Another target is no entry of the history.
    follower.soon({ push: !staysOnScreen || spec.goal === draft.goal, run: !staysOnScreen });
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
      store.setState(({ view }) => ({ view: { ...view, bench: 'sweep' }, wanted: 'sweep' }));
    },
    newSeeds() {
      const { draft } = store.getState();
      change({ seeds: newSeedsAfter(draft.seeds) });
    },
    undo() {
      store.setState({ notice: null });
      const spec = session.undo();
      if (spec === null) return;
      follower.forget();
      store.setState({ draft: spec });
      follower.now(true);
    },
    resetToDefaults() {
      store.setState({ unknown: [], lab: null, extras: {}, notice: null });
      runNow(defaultSpec);
    },
  };
}

/** The same number of seeds after the last one, or else the first free ones. */
function newSeedsAfter(seeds: readonly number[]): number[] {
  const firsts = [Math.max(...seeds) + 1, 1, ...seeds.map((seed) => seed + 1)];
  const blocks = firsts.map((first) => sequence(first, seeds.length));
  const isFree = (block: readonly number[]): boolean =>
    block.every((seed) => seed <= fields.seeds.maxSeed && !seeds.includes(seed));
  return blocks.find(isFree) ?? [...seeds];
}

/** Everything that drives the experiment on screen. */
function driving(
  { store, session, show, follower }: ActionContext,
  runNow: (spec: ExperimentSpec) => void,
): Pick<AppActions, Driving> {
  const play = (): void => {
    const lifecycle = store.getState().run?.lifecycle;
    // Undefined: an embedded page waits for this.
    if (lifecycle === undefined || ['finished', 'stopped', 'failed'].includes(lifecycle)) {
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
      // What was changed just now is on screen with it.
      follower.catchUp();
      show(store.getState().draft, false);
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

function looking({ store, services, follower }: ActionContext): Omit<AppActions, Changes | Driving> {
  const full = (spec: ExperimentSpec, extras: LinkExtras): string => {
    const { unknown, lab } = store.getState();
    return services.address.full(writeLink(spec, besideKeys(unknown, extras, lab)));
  };
  const linkWith = (extras: LinkExtras): string => full(store.getState().draft, extras);
  const link = (): string => linkWith(store.getState().extras);
  const besides = (values: Partial<Pick<AppState, 'extras' | 'lab'>>): void => {
    store.setState(values);
    follower.soon({ push: false, run: false });
  };
  const setView: AppActions['setView'] = (values) => {
    const view = { ...store.getState().view, ...values };
    store.setState(({ revision }) => ({ view, revision: revision + 1 }));
    services.storage.save(values);
  };
  return {
    link,
    linkWith,
    linkTo(spec) {
      const text = full(spec, {});
      return text.length > maxLinkLength ? null : text;
    },
    copyLink: (extras) => services.copy(extras === undefined ? link() : extras.then(linkWith)),
    setExtras: (extras) => besides({ extras }),
    setLab: (lab) => besides({ lab }),
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

const mostLines = 30;

export function correctionNotice(
  corrections: readonly string[],
  title = 'Some values could not be used as they came.',
): Notice | null {
  const lines = [...new Set(corrections)];
  if (lines.length === 0) return null;
  const more = lines.length > mostLines ? [`And ${lines.length - mostLines} more.`] : [];
  return { tone: 'warning', title, lines: [...lines.slice(0, mostLines), ...more], action: null };
}
