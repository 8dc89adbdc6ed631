/** The only place that touches what the browser keeps: how a person likes to look at things, nothing else. */
import * as v from 'valibot';
import type { ViewPreferences } from './state.ts';

/** Where each preference lives. Every key must be named here. */
const persistence: { readonly [Key in keyof ViewPreferences]: 'local' | 'none' } = {
  theme: 'local',
  axis: 'local',
  logarithmicLoss: 'local',
  weightsArm: 'none',
  weightsSeed: 'none',
};

export const defaultPreferences: ViewPreferences = {
  theme: 'system',
  axis: 'ledger',
  logarithmicLoss: true,
  weightsArm: 'control',
  weightsSeed: 1,
};

const storageKey = 'farcast-view';

const schema = v.partial(
  v.object({
    theme: v.picklist(['system', 'light', 'dark']),
    axis: v.picklist(['steps', 'ledger']),
    logarithmicLoss: v.boolean(),
  }),
);

export interface PreferenceStorage {
  load(): ViewPreferences;
  save(preferences: ViewPreferences): void;
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
    save(preferences) {
      const kept = Object.entries(preferences).filter(
        ([key]) => persistence[key as keyof ViewPreferences] === 'local',
      );
      try {
        localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(kept)));
      } catch {
        // Nothing is lost but a preference.
      }
    },
  };
}

function dropUndefined<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}
