/** The only place that touches what the browser keeps: how a person likes to look at things, finished runs, and how fast engines are here. */
import { controlArm } from '../experiment/arms.ts';
import * as v from 'valibot';
import {
  mostCalibrations,
  readCalibrations,
  type Calibration,
  type CalibrationStorage,
} from '../worker/protocol-calibrations.ts';
import { tryKeptRun } from '../record/saved/parse.ts';
import type { Refusal, RunStorage } from './compare/compare-state.ts';
import type { KeptRun } from '../record/saved/saved-run.ts';
import type { ReloadNote } from './page-address.ts';
import type { ViewPreferences } from './state.ts';

/** Where each preference lives. Every key must be named here. */
const persistence: { readonly [Key in keyof ViewPreferences]: 'local' | 'none' } = {
  theme: 'local',
  axis: 'local',
  logarithmicLoss: 'local',
  range: 'none',
  hidden: 'none',
  tourSeen: 'local',
  weightsArm: 'none',
  weightsSeed: 'none',
  focusAnchor: 'none',
  bench: 'none',
};

export const defaultPreferences: ViewPreferences = {
  theme: 'system',
  axis: 'ledger',
  logarithmicLoss: true,
  range: null,
  hidden: [],
  tourSeen: false,
  weightsArm: controlArm,
  weightsSeed: 1,
  focusAnchor: null,
  bench: null,
};

const storageKey = 'farcast-view';

/** A value that this version does not know gives way to the default; the others stand. */
const schema = v.partial(
  v.object({
    theme: v.fallback(v.picklist(['system', 'light', 'dark']), defaultPreferences.theme),
    axis: v.fallback(v.picklist(['steps', 'ledger']), defaultPreferences.axis),
    logarithmicLoss: v.fallback(v.boolean(), defaultPreferences.logarithmicLoss),
    tourSeen: v.fallback(v.boolean(), defaultPreferences.tourSeen),
  }),
);

export interface PreferenceStorage {
  load(): ViewPreferences;
  /** Takes what was changed; the rest stays as it is kept, for another tab may have changed that. */
  save(changed: Partial<ViewPreferences>): void;
}

/** Works without storage (private windows, full disk): preferences then last as long as the page. */
export function browserStorage(): PreferenceStorage {
  return {
    load() {
      try {
        const parsed = v.safeParse(schema, JSON.parse(localStorage.getItem(storageKey) ?? '{}'));
        return { ...defaultPreferences, ...(parsed.success ? dropUndefined(parsed.output) : {}) };
      } catch {
        return defaultPreferences;
      }
    },
    save(changed) {
      const kept = Object.entries(changed).filter(
        ([key]) => persistence[key as keyof ViewPreferences] === 'local',
      );
      if (kept.length === 0) return;
      try {
        const before = tryJson(localStorage.getItem(storageKey) ?? '{}');
        const others = typeof before === 'object' ? before : {};
        localStorage.setItem(storageKey, JSON.stringify({ ...others, ...Object.fromEntries(kept) }));
      } catch {
        // Nothing is lost but a preference.
      }
    },
  };
}

const calibrationsKey = 'farcast-calibrations';

const calibrationsSchema = v.object({ version: v.string(), calibrations: v.array(v.unknown()) });

/**
 * Keeps how fast engines were found to be: the latest few, and those of this version of the app only.
 * Without storage, they last as long as the page.
 */
export function calibrationStorage(version: string): CalibrationStorage {
  let known: readonly Calibration[] = [];
  const load = (): readonly Calibration[] => {
    try {
      // Read anew each time: another tab may have added to it.
      const kept = v.safeParse(
        calibrationsSchema,
        JSON.parse(localStorage.getItem(calibrationsKey) ?? 'null'),
      );
      if (kept.success && kept.output.version === version) known = readCalibrations(kept.output.calibrations);
    } catch {
      // What the page remembers must do.
    }
    return known;
  };
  return {
    load,
    add(calibration) {
      const others = load().filter(({ shape }) => shape !== calibration.shape);
      known = [...others, calibration].slice(-mostCalibrations);
      try {
        localStorage.setItem(calibrationsKey, JSON.stringify({ version, calibrations: known }));
      } catch {
        // Engines are then measured again on the next visit.
      }
    },
  };
}

const runPrefix = 'farcast-run-';

/** One entry for each run. */
const runKey = (id: string): string => `${runPrefix}${id}`;

/** Keeps finished runs; what cannot be read is left out. Without storage nothing is kept, and `put` says so. */
export function keptRunStorage(): RunStorage {
  /** What was read last under each key: texts are long, and seldom new. */
  const read = new Map<string, { readonly text: string; readonly run: KeptRun | null }>();
  const runUnder = (key: string): KeptRun | null => {
    const text = localStorage.getItem(key) ?? '';
    const before = read.get(key);
    if (before?.text === text) return before.run;
    const run = tryKeptRun(tryJson(text));
    read.set(key, { text, run });
    return run;
  };
  return {
    load() {
      try {
        const keys = Object.keys(localStorage).filter((key) => key.startsWith(runPrefix));
        return keys.flatMap((key) => runUnder(key) ?? []);
      } catch {
        return [];
      }
    },
    put(run) {
      try {
        localStorage.setItem(runKey(run.id), JSON.stringify(run));
        return null;
      } catch (error) {
        return refusalOf(error);
      }
    },
    remove(id) {
      try {
        localStorage.removeItem(runKey(id));
      } catch {
        // There was nothing then.
      }
    },
    watch(changed) {
      if (!('addEventListener' in globalThis)) return;
      addEventListener('storage', ({ key, newValue }) => {
        if (key === null) changed(null);
        else if (key.startsWith(runPrefix)) changed(newValue === null ? key.slice(runPrefix.length) : null);
      });
    },
  };
}

/** A browser that lets the page read has only no room for more; or it says itself what it forbids. */
function refusalOf(error: unknown): Refusal {
  try {
    localStorage.getItem(storageKey);
    return error instanceof Error && error.name === 'SecurityError' ? 'forbidden' : 'full';
  } catch {
    return 'forbidden';
  }
}

const noteKey = 'farcast-reload';

/** Keeps a text in this tab, for the page that is loaded next. Without storage it is lost. */
export function reloadNote(): ReloadNote {
  return {
    take() {
      try {
        const text = sessionStorage.getItem(noteKey);
        sessionStorage.removeItem(noteKey);
        return text;
      } catch {
        return null;
      }
    },
    put(text) {
      try {
        sessionStorage.setItem(noteKey, text);
      } catch {
        // The page then opens on what its address says.
      }
    },
  };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function dropUndefined<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}
