/** Opens a talk of a file or a link; the one that is there is set aside. */
import { withoutTalk } from '../../experiment/link/extras.ts';
import { isTalk, readTalk, writeTalk, type ReadTalk } from '../../record/scenes/talk.ts';
import type { App } from '../state.ts';
import { talkOf, type TalkApp } from './talk.ts';
import { readTalkText } from './talk-link.ts';

/** Larger files are no talks. */
const mostBytes = 8_000_000;

export const isTalkFile = async (file: Blob): Promise<boolean> =>
  isTalk(
    await file
      .slice(0, 100)
      .text()
      .catch(() => ''),
  );

/** Puts the first scene on stage. In one line why the file was not opened; null if it was. */
export async function openTalk(app: App, file: File): Promise<string | null> {
  const problem = await takeFile(talkOf(app), file);
  if (problem !== null) return problem;
  app.actions.setExtras({ ...app.store.getState().extras, scene: '1' });
  return null;
}

/** The same without showing it. */
export async function takeFile(talk: TalkApp, file: File): Promise<string | null> {
  const read: ReadTalk =
    file.size > mostBytes
      ? { ok: false, problem: 'It is larger than any talk.' }
      : await file.text().then(readTalk, () => ({ ok: false, problem: 'It could not be read.' }));
  if (!read.ok) return `“${file.name}” was not opened. ${read.problem}`;
  await talk.ready;
  await talk.open(read.scenes);
  return null;
}

/**
 * Takes the talk that came with the link out of it, once the browser stores it. In one line what was wrong with it;
 * null if nothing was.
 */
export async function takeTalk(app: App): Promise<string | null> {
  const talk = talkOf(app);
  await talk.ready;
  const { talk: text } = app.store.getState().extras;
  if (text === undefined) return null;
  const read = await readTalkText(text);
  if (!read.ok) return `The talk in this link was not opened. ${read.problem}`;
  const isThere = writeTalk(read.scenes) === writeTalk(talk.store.getState().scenes);
  if (isThere || (await talk.open(read.scenes))) {
    app.actions.setExtras(withoutTalk(app.store.getState().extras));
  }
  return null;
}
