/**
 * Finds, creates and removes records of runs. A record belongs to one run at a time, in any tab: its owner holds a
 * lock of its name, which the browser releases when the tab ends, for whatever reason.
 */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { within } from '../../engine/within.ts';
import type { RunRecord, RunRecords } from '../host/record.ts';
import type { Obstacle } from '../protocol.ts';
import { requireJournals, tryHead, tryListed, type Listed, type RecordHead } from './record-parse.ts';
import type { RecordStore } from './record-store.ts';
import { StoredRecord, recordText, type RecordServices } from './run-record.ts';

/** Maximum number, bytes and age (ms) of stored records. */
const maxRecords = 5;
const maxBytes = 512 * 2 ** 20;
const longest = 14 * 24 * 3600 * 1000;

/**
 * How long to wait for a record that is locked, ms: the previous page may still be closing, and browsers give a busy
 * worker seconds to end.
 */
const patience = 8000;

/** Seconds that storage has for its first answer, so that a run does not wait forever. */
const storageLimit = 8;

export interface Locks {
  /** Takes a lock until `release` is called; null if another tab holds it for longer than `patience`, ms. */
  take(name: string, patience: number): Promise<(() => void) | null>;
  /** Names of locks that are taken. */
  taken(): Promise<ReadonlySet<string>>;
}

export interface KeepingServices {
  readonly store: RecordStore;
  readonly locks: Locks;
  /** Identifies the build: only the same build repeats a run bit for bit. */
  readonly build: string;
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Minimum time between two entries of one engine, ms; left out: the default. */
  readonly entryTime?: number;
}

type Own = Omit<RecordServices, 'release'>;

const lockName = (id: string): string => `farcast-run-${id}`;

/** If nothing can be stored, every `open` returns null. */
export function runRecords(services: KeepingServices): RunRecords {
  const { store, entryTime, now, build } = services;
  return {
    async open(spec, returns, elapsed, lost) {
      const own = { store, elapsed, lost, now, entryTime };
      try {
        const heads = await within(store.heads(), storageLimit, 'storage');
        const listed = heads.flatMap((data) => tryListed(data, build) ?? []);
        const text = recordText(spec);
        const same = listed.filter((each) => each.text === text);
        const found = returns ? await reopen(services, own, same) : null;
        return found instanceof StoredRecord
          ? found
          : await begin(services, own, spec, { listed, same, found });
      } catch {
        // Storage is refused here, or does not answer.
        return null;
      }
    },
  };
}

/**
 * The latest record that no other tab holds, with all its parts; or the reason, if a record exists but cannot be
 * used.
 */
async function reopen(
  { store, locks, build, now }: KeepingServices,
  own: Own,
  same: readonly Listed[],
): Promise<StoredRecord | Obstacle | null> {
  const heads = same.flatMap(({ head }) => head ?? []).sort((a, b) => age(a, now()) - age(b, now()));
  let wait = patience;
  for (const { id } of heads) {
    const release = await locks.take(lockName(id), wait);
    wait = 0;
    if (release === null) continue;
    try {
      // Read once more, because it may have been written to until now.
      const { head, parts } = await store.read(id);
      const known = tryHead(head);
      if (known === null) throw new Error('it is gone');
      return new StoredRecord(known, requireJournals(known, parts), { ...own, release });
    } catch {
      await store.remove([id]).finally(release);
      return 'damaged';
    }
  }
  if (heads.length > 0) return 'taken';
  if (same.length === 0) return null;
  return same.some((each) => each.build === build) ? 'damaged' : 'other-build';
}

/** A new record, replacing those of the same experiment; removes records beyond the limits. */
async function begin(
  { store, locks, newId, now, build }: KeepingServices,
  own: Own,
  spec: ExperimentSpec,
  { listed, same, found }: { listed: readonly Listed[]; same: readonly Listed[]; found: Obstacle | null },
): Promise<RunRecord | null> {
  const id = newId();
  const release = await locks.take(lockName(id), 0);
  if (release === null) return null;
  const taken = await locks.taken();
  const free = listed.filter((each) => !taken.has(lockName(each.id)));
  const others = free.filter((each) => !same.includes(each)).flatMap(({ head }) => head ?? []);
  const old = outdated(others, now());
  const gone = free.filter(({ head }) => head === null || !others.includes(head) || old.includes(head));
  if (gone.length > 0) await store.remove(gone.map((each) => each.id));
  const head: RecordHead = {
    ...{ id, build, text: recordText(spec), savedAt: 0, bytes: 0, elapsed: 0 },
    ...{ extra: spec.extra, jumps: [], engines: [] },
  };
  return new StoredRecord(head, [], { ...own, release }, found);
}

/** Its age, ms. A date in the future comes from a wrong clock: it counts as old. */
const age = ({ savedAt }: RecordHead, now: number): number => (savedAt > now ? Infinity : now - savedAt);

/** The records to remove so that the limits hold with a new one. */
function outdated(heads: readonly RecordHead[], now: number): RecordHead[] {
  const newestFirst = [...heads].sort((a, b) => age(a, now) - age(b, now));
  let bytes = 0;
  return newestFirst.filter((head, index) => {
    bytes += head.bytes;
    return index >= maxRecords - 1 || bytes > maxBytes || age(head, now) > longest;
  });
}
