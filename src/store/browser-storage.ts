/** The only place that accesses the browser's storage of texts: view settings, engine speeds, runs of earlier versions. */
import { controlArm } from '../experiment/arms.ts';
import * as v from 'valibot';
import {
  mostCalibrations,
  readCalibrations,
  type Calibration,
  type CalibrationStorage,
} from '../worker/protocol-calibrations.ts';
import type { ReloadNote } from './page-address.ts';
import type { ViewPreferences } from './state.ts';

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

/** An unknown value is replaced by the default. */
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
  /** Writes what was changed only, for another tab may have written the rest. */
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
        // Only a preference is lost.
      }
    },
  };
}

const calibrationsKey = 'farcast-calibrations';

const calibrationsSchema = v.object({ version: v.string(), calibrations: v.array(v.unknown()) });

/** The latest measured engine speeds of this version of the app. Without storage, they last as long as the page. */
export function calibrationStorage(version: string): CalibrationStorage {
  let known: readonly Calibration[] = [];
  const load = (): readonly Calibration[] => {
    try {
      // Read again each time: another tab may have added to it.
      const kept = v.safeParse(
        calibrationsSchema,
        JSON.parse(localStorage.getItem(calibrationsKey) ?? 'null'),
      );
      if (kept.success && kept.output.version === version) known = readCalibrations(kept.output.calibrations);
    } catch {
      // The page has to remember them itself.
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
        // Engines are measured again on the next visit.
      }
    },
  };
}

const runPrefix = 'farcast-run-';

/** Runs that versions before the database saved, one entry each. */
export interface OldRuns {
  /** By key; whatever is there, unparsed. */
  readonly all: () => readonly (readonly [key: string, raw: unknown])[];
  readonly forget: (key: string) => void;
}

export const oldRuns: OldRuns = {
  all() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(runPrefix));
      return keys.map((key) => [key, tryJson(localStorage.getItem(key) ?? '')]);
    } catch {
      return [];
    }
  },
  forget(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // It is found again the next time.
    }
  },
};

const noteKey = 'farcast-reload';

/** Preserves a text in this tab for the page that is loaded next. */
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
        // The next page opens its address.
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
