/** The stage's side of the notes: keeps their window up to date, and does what is pressed there. */
import { useEffect, useRef } from 'react';
import { defaultSpec } from '../../experiment/fields.ts';
import { writeLink } from '../../experiment/link/link.ts';
import type { Scene } from '../../record/scenes/talk.ts';
import {
  hasChannels,
  openNotes,
  type NotesChannel,
  type NotesMessage,
} from '../../store/scenes/notes-channel.ts';

interface OnStage {
  readonly scenes: readonly Scene[];
  readonly index: number;
  /** When the talk began, ms since 1970. */
  readonly began: number;
}

type Pressed = Extract<NotesMessage, { type: 'act' }>['act'];

export function useNotes({ scenes, index, began }: OnStage, pressed: (act: Pressed) => void): void {
  const channel = useRef<NotesChannel>(null);
  const tell = useRef<() => void>(() => undefined);
  const act = useRef(pressed);
  useEffect(() => {
    act.current = pressed;
    tell.current = () => channel.current?.send(messageOf(scenes, index, began));
  });
  useEffect(() => {
    const opened = openNotes((message) => {
      if (message.type === 'hello') tell.current();
      else if (message.type === 'act') act.current(message.act);
    });
    channel.current = opened;
    return () => {
      opened?.send({ type: 'over' });
      opened?.close();
      channel.current = null;
    };
  }, []);
  useEffect(() => {
    tell.current();
  }, [scenes, index, began]);
}

/** Opens their window; false if there can be none. */
export const openNotesWindow = (base: string): boolean =>
  hasChannels() &&
  window.open(
    `${base}#${writeLink(defaultSpec, [['scene', 'notes']])}`,
    'farcast-notes',
    'popup,width=960,height=720',
  ) !== null;

function messageOf(scenes: readonly Scene[], index: number, began: number): NotesMessage {
  const [scene, next] = [scenes[index], scenes[index + 1]];
  const titleOf = ({ text, verdict }: Scene): string =>
    text === '' ? verdict.map((part) => part.text).join('') : text;
  return {
    type: 'scene',
    index,
    count: scenes.length,
    text: scene === undefined ? '' : titleOf(scene),
    note: scene?.note ?? '',
    next: next === undefined ? '' : titleOf(next),
    began,
  };
}
