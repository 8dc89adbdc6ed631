/**
 * Finds, begins and clears away records of runs. A record belongs to one run at a time, in whichever tab: whoever has it
 * holds a lock of its name, which the browser takes back from those that end, however they end.
 */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { within } from '../../engine/within.ts';
import type { RunRecord, RunRecords } from '../host/record.ts';
import type { Obstacle } from '../protocol.ts';
import { requireJournals, tryHead, tryListed, type Listed, type RecordHead } from './record-parse.ts';
import type { RecordStore } from './record-store.ts';
import { KeptRecord, recordText, type RecordServices } from './run-record.ts';

/** What is kept at most: so many records and bytes, for so long (ms). */
const mostRecords = 5;
const mostBytes = 512 * 2 ** 20;
const longest = 14 * 24 * 3600 * 1000;

/**
 * How long to wait for a record that someone has, ms: the page before this one may still be on its way out, and browsers
 * give a busy worker seconds to end.
 */
const patience = 8000;

/** Seconds in which storage has to answer at first: a run does not wait for what may never. */
const storageLimit = 8;

export interface Locks {
  /** Takes a lock until `release` is called; null where someone else has it for longer than `patience`, ms. */
  take(name: string, patience: number): Promise<(() => void) | null>;
  /** Names that are taken. */
  taken(): Promise<ReadonlySet<string>>;
}

export interface KeepingServices {
  readonly store: RecordStore;
  readonly locks: Locks;
  /** Names the build: only the same one repeats a run to the bit. */
  readonly build: string;
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Least time between two entries of one engine, ms; left out: the usual one. */
  readonly entryTime?: number;
}

type Own = Omit<RecordServices, 'release'>;

const lockName = (id: string): string => `farcast-run-${id}`;

/** Where nothing can be kept, every `open` answers null. */
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
        return found instanceof KeptRecord
          ? found
          : await begin(services, own, spec, { listed, same, found });
      } catch {
        // Storage is refused here, or does not answer.
        return null;
      }
    },
  };
}

/** The newest record that no other tab holds, with all that is in it; or why there is none, where there was something. */
async function reopen(
  { store, locks, build, now }: KeepingServices,
  own: Own,
  same: readonly Listed[],
): Promise<KeptRecord | Obstacle | null> {
  const heads = same.flatMap(({ head }) => head ?? []).sort((a, b) => age(a, now()) - age(b, now()));
  let wait = patience;
  for (const { id } of heads) {
    const release = await locks.take(lockName(id), wait);
    wait = 0;
    if (release === null) continue;
    try {
      // Read once more: until now it may have been written.
      const { head, parts } = await store.read(id);
      const known = tryHead(head);
      if (known === null) throw new Error('it is gone');
      return new KeptRecord(known, requireJournals(known, parts), { ...own, release });
    } catch {
      await store.remove([id]).finally(release);
      return 'damaged';
    }
  }
  if (heads.length > 0) return 'taken';
  if (same.length === 0) return null;
  return same.some((each) => each.build === build) ? 'damaged' : 'other-build';
}

/** A new record, in place of those of the same experiment; clears away what is no longer kept. */
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
  return new KeptRecord(head, [], { ...own, release }, found);
}

/** How long ago it was written, ms. What is said to be of the future is of a clock that was wrong: it counts as old. */
const age = ({ savedAt }: RecordHead, now: number): number => (savedAt > now ? Infinity : now - savedAt);

/** Those to be removed, so that with a new one no more are kept than may be. */
function outdated(heads: readonly RecordHead[], now: number): RecordHead[] {
  const newestFirst = [...heads].sort((a, b) => age(a, now) - age(b, now));
  let bytes = 0;
  return newestFirst.filter((head, index) => {
    bytes += head.bytes;
    return index >= mostRecords - 1 || bytes > mostBytes || age(head, now) > longest;
  });
}
