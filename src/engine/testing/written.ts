/** Journals kept in memory, for tests: entries as they would be stored and read again. */
import type { EngineState, SnapshotId } from '../engine.ts';
import type { Journal, JournalChunk, JournalEntry } from '../journal/journal.ts';

export class Written {
  readonly entries: JournalEntry[] = [];

  readonly write = async (entry: JournalEntry): Promise<boolean> => {
    this.entries.push(structuredClone(entry));
    return true;
  };

  /** The journal as read after this many entries. */
  journal(count = this.entries.length): Journal {
    const chunks: JournalChunk[] = [];
    const snapshots = new Map<SnapshotId, Float32Array>();
    let state: EngineState | null = null;
    for (const entry of structuredClone(this.entries.slice(0, count))) {
      chunks.push(entry.chunk);
      state = entry.state;
      for (const [id, weights] of entry.added) snapshots.set(id, weights);
      for (const id of entry.released) snapshots.delete(id);
    }
    return { chunks, checkpoint: state === null ? null : { state, snapshots } };
  }
}
