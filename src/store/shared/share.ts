/** Makes what a shared link carries of the finished run on screen, and compares what came with a link. Loaded when needed. */
import { withoutRecords, type LinkExtras } from '../../experiment/link/extras.ts';
import { writePicture } from '../../record/shared/picture.ts';
import { sharedResultOf, writeShared, type SharedResult } from '../../record/shared/shared-result.ts';
import { resultJob, type RunResult } from '../../record/result.ts';
import { inSlices } from '../in-slices.ts';
import type { App } from '../state.ts';

export const pageVersion = String(import.meta.env['VITE_APP_VERSION']);

type Source = Pick<App, 'store' | 'recorded'>;

/** The result of the finished run on screen; null if there is none. The digest is computed in slices. */
export async function ownResult(
  { store, recorded }: Source,
  version = pageVersion,
): Promise<SharedResult | null> {
  const { run } = store.getState();
  const history = recorded();
  if (run?.lifecycle !== 'finished' || history === null) return null;
  const result = await new Promise<RunResult>((resolve, reject) => {
    inSlices(resultJob(history, run.experimentId), resolve, reject);
  });
  return sharedResultOf(result, version);
}

/** The page's extras with the result of the run on screen in place of one that came with a link. */
export async function ownExtras(source: Source, withPicture = false): Promise<LinkExtras> {
  const own = await ownResult(source);
  const { extras } = source.store.getState();
  if (own === null) return extras;
  const history = source.recorded();
  return {
    ...withoutRecords(extras),
    result: writeShared(own),
    ...(withPicture && history !== null ? { picture: writePicture(history) } : {}),
  };
}

/** Most letters of a sender's line: what links accept. */
export const noteLength = 200;

/** What was typed as a sender's line, as links accept it: one line without control characters; perhaps empty. */
export const noteOf = (typed: string): string => {
  const line = typed
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]|[\ud800-\udfff]/gu, '');
  return Array.from(line.trim()).slice(0, noteLength).join('').trim();
};
