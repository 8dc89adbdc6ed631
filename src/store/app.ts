/** Makes the app: store and actions around one run session. The services it needs are given to it. */
import { createStore } from 'zustand/vanilla';
import { defaultSpec, type ExperimentSpec } from '../experiment/fields.ts';
import { partsOf, withoutRecords } from '../experiment/link/extras.ts';
import { writeLink, type ReadLink } from '../experiment/link/link.ts';
import { besideKeys, isClean, readPageLink, type PageLink } from '../experiment/link/page-link.ts';
import { sameRun } from '../experiment/table/aside-fields.ts';
import { actionsOf, correctionNotice } from './actions.ts';
import { followAddress, type AddressFollower } from './address-follower.ts';
import { createCompare } from './compare/compare.ts';
import type { AppServices } from './services.ts';
import { RunSession } from './session.ts';
import type { App, AppState, BenchId, Notice, Theme } from './state.ts';

export interface OpenedApp extends App {
  readonly session: RunSession;
}

type ReadPageLink = Extract<PageLink, { ok: true }>;

const mangledTitle = 'This link could not be used exactly as it came.';

/** The instrument that a link is about: the lab, the sweep, or null. */
const benchOf = (lab: AppState['lab'], { sweep }: ExperimentSpec): BenchId | null => {
  if (lab !== null) return 'lab';
  return sweep === 'none' ? null : 'sweep';
};

/** The state of a link. One that a script loads leaves the page shown as it is, unless it says otherwise. */
function stateFrom(
  { spec, unknown, lab, extras, corrections }: ReadPageLink,
  before: AppState,
  arriving: boolean,
): Partial<AppState> {
  const bench = benchOf(lab, spec) ?? before.view.bench;
  const theme = extras.theme === undefined ? {} : { theme: extras.theme as Theme };
  return {
    draft: spec,
    unknown,
    lab,
    extras: { ...(arriving ? {} : withoutRecords(before.extras)), ...extras },
    view: { ...before.view, bench, ...theme },
    notice: correctionNotice(corrections, mangledTitle),
  };
}

/** A scene of a talk, or a part of the page alone, shows what was recorded, and trains when pressed or visible. */
const waits = ({ view, autoplay, scene }: AppState['extras'], isEmbedded: boolean): boolean =>
  scene !== undefined || (partsOf(view).length > 0 && (isEmbedded || autoplay !== undefined));

const firstState = (view: AppState['view']): AppState => ({
  draft: defaultSpec,
  unknown: [],
  lab: null,
  extras: {},
  run: null,
  revision: 0,
  notice: null,
  view,
  canUndo: false,
  at: null,
  jumpAsked: false,
  wanted: null,
  sample: null,
  picked: 0,
  prompt: 'Call me Ishmael. Some years ago',
  passage: 0,
});

const noFiles = (): Promise<never> => Promise.reject(new Error('This page cannot read files of runs.'));

/** Opens the app on the experiment of the page's address, running. */
export function openApp(services: AppServices): OpenedApp {
  const { address, storage } = services;
  const store = createStore<AppState>(() => firstState(storage.load()));
  const session = new RunSession(store, services.openWorker, address.base);
  const show = (spec: ExperimentSpec, playing: boolean, returns = false): void => {
    store.setState({ draft: spec });
    session.start(spec, playing, returns);
  };
  const follower = followAddress(
    address,
    () => {
      const { draft, unknown, extras, lab } = store.getState();
      return writeLink(draft, besideKeys(unknown, extras, lab));
    },
    () => show(store.getState().draft, true),
  );
  const put = (read: ReadPageLink, arriving: boolean): void => {
    follower.forget();
    store.setState(stateFrom(read, store.getState(), arriving));
    if (!arriving || !waits(read.extras, address.isEmbedded === true)) show(read.spec, arriving, arriving);
  };
  const refuse = (read: Extract<PageLink, { ok: false }>): void => {
    store.setState({ notice: unusableNotice(read) });
    if (store.getState().run === null) show(defaultSpec, true);
  };
  let arrivals = 0;
  const arrive = (hash: string): void => {
    const arrival = (arrivals += 1);
    readLinkFully(hash, (read) => {
      if (arrival !== arrivals) return;
      if (read.ok) put(read, true);
      else refuse(read);
    });
  };
  address.onChange(arrive);
  followRun(store, follower);
  const actions = actionsOf({ store, session, services, follower, show });
  const compare = createCompare({ main: store, session, actions, services });
  arrive(address.read());
  return {
    ...{ store, session, actions, compare },
    ...{ copy: services.copy, sample: services.sample, generate: services.generate },
    load: (link, playing = false) =>
      new Promise((resolve) => {
        readLinkFully(link, (read) => {
          if (read.ok) {
            arrivals += 1;
            put(read, playing);
            follower.now(true);
          }
          resolve(read);
        });
      }),
    beside: { openWorker: services.openWorker, base: address.base },
    recorded: () => session.history,
    readRuns: services.readRuns ?? noFiles,
    sweeps: services.sweeps,
  };
}

/** Reads a link; what repairs one with problems, or reads the lab's settings, is loaded then. */
function readLinkFully(link: string, done: (read: PageLink) => void): void {
  const read = readPageLink(link);
  if (isClean(link, read)) done(read);
  else
    void import('../experiment/link/repair.ts').then(
      ({ readMangledLink }) => done(readMangledLink(link)),
      () => done(read),
    );
}

/** Shows the latest step of a new run, and writes forecasts requested during the run into the address. */
function followRun(store: App['store'], follower: AddressFollower): void {
  store.subscribe((state, before) => {
    if (state.run?.runId !== before.run?.runId && (state.at !== null || state.jumpAsked))
      store.setState({ at: null, jumpAsked: false });
    // The result that came with a link is of the experiment that came with it.
    if (state.extras === before.extras && state.draft !== before.draft && !sameRun(state.draft, before.draft))
      store.setState({ extras: withoutRecords(state.extras) });
    const grew = state.run?.runId === before.run?.runId && state.run?.spec.extra !== before.run?.spec.extra;
    if (grew && state.jumpAsked) store.setState({ jumpAsked: false });
    // A repetition of an earlier visit has them already.
    if (grew && state.run?.lifecycle !== 'preparing') follower.now(true);
  });
}

const unusableNotice = ({ reason, newer }: Extract<ReadLink, { ok: false }>): Notice => ({
  tone: 'error',
  title: 'This link could not be opened.',
  lines: [reason, 'Nothing was changed; the experiment shown is the one from before, or the default.'],
  action: newer === true ? 'reload' : 'defaults',
});
