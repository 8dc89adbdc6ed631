/** What the stage and the window with the speaker's notes tell each other, in one browser. Each side parses what it gets. */
import * as v from 'valibot';

const name = 'farcast-notes';

const message = v.variant('type', [
  v.object({
    type: v.literal('scene'),
    index: v.number(),
    count: v.number(),
    text: v.string(),
    note: v.string(),
    next: v.string(),
    /** ms since 1970. */
    began: v.number(),
  }),
  /** A window with notes was opened. */
  v.object({ type: v.literal('hello') }),
  v.object({ type: v.literal('act'), act: v.picklist(['next', 'back', 'black', 'restart']) }),
  /** The stage was left. */
  v.object({ type: v.literal('over') }),
]);

export type NotesMessage = v.InferOutput<typeof message>;

export interface NotesChannel {
  readonly send: (message: NotesMessage) => void;
  readonly close: () => void;
}

export const hasChannels = (): boolean => typeof BroadcastChannel !== 'undefined';

/** Null if the browser has no such channels. */
export function openNotes(take: (message: NotesMessage) => void): NotesChannel | null {
  if (!hasChannels()) return null;
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const read = v.safeParse(message, data);
    if (read.success) take(read.output);
  };
  return { send: (sent) => channel.postMessage(sent), close: () => channel.close() };
}
