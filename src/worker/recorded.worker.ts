/** The entry of the worker that reads recorded runs. Owns messages; what is done is in recorded/session.ts. */
import { yieldToOthers } from '../run/turns/yield.ts';
import { messageOf } from '../run/failure.ts';
import { isSign, ping, pong } from './protocol-pulse.ts';
import { loadData } from './load-data.ts';
import { weightsFile } from '../formats/runs/saved.ts';
import type { RunServices } from '../run/experiment.ts';
import { settingsOfExperiment } from '../run/recorded/saved.ts';
import type { RecordedAnswer, RecordedAsk, RecordedCalls, SavedRun } from './protocol-recorded.ts';
import { fileSource } from './recorded/file-source.ts';
import { RecordedSession, type Report } from './recorded/session.ts';

/** Times between two yields and between two reports, ms. */
const yieldTime = 30;
const reportTime = 100;

const session = new RecordedSession();
/** Calls up to this one are to end. */
let cancelled = -1;

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isSign(data, ping)) postMessage(pong);
  else if (typeof data === 'number') cancelled = data;
  else void answer(data as RecordedAsk);
});

async function answer(ask: RecordedAsk): Promise<void> {
  const tell = (message: RecordedAnswer): void => {
    postMessage(message);
  };
  const { id } = ask;
  let yielded = performance.now();
  let reported = 0;
  const report = async (phase: string, share: number): Promise<boolean> => {
    const now = performance.now();
    if (now > reported + reportTime) {
      reported = now;
      tell({ id, phase, share });
    }
    if (now > yielded + yieldTime) {
      await yieldToOthers();
      yielded = performance.now();
    }
    return id > cancelled;
  };
  try {
    tell({ id, value: await perform(ask, report) });
  } catch (error) {
    tell({ id, failure: messageOf(error) });
  }
}

async function perform(ask: RecordedAsk, report: Report): Promise<unknown> {
  switch (ask.call) {
    case 'open':
      return session.open(ask.args[0].map(fileSource), report);
    case 'rearrange':
      return session.rearrange(...ask.args, report);
    case 'analyse':
      return session.analyse(ask.args[0], report);
    case 'saveRun':
      return saveRun(ask.args, report);
    case 'saveWeights':
      return blobOf(weightsFile(...ask.args), report);
    case 'farcast': {
      const [settings, { method, ...request }] = ask.args;
      if (method === 'stay') throw new Error('Persistence is the checkpoint itself');
      const { bytes, leftOut } = await session.farcast(settings, { ...request, method }, report);
      return { blob: await blobOf(bytes, report), leftOut };
    }
  }
}

async function saveRun(
  [spec, arm, baseUrl]: Parameters<RecordedCalls['saveRun']>,
  report: Report,
): Promise<SavedRun> {
  // Training is loaded only for this.
  const { savedRun } = await import('./recorded/save-run.ts');
  const load: RunServices['loadData'] = (task, told) => loadData(baseUrl, task, told);
  const archive = await blobOf(savedRun(spec, arm, { loadData: load, report }), report);
  const reading = new RecordedSession();
  const settings = settingsOfExperiment(spec);
  try {
    await reading.open([fileSource({ path: 'run.zip', file: new File([archive], 'run.zip') })], report);
    return { archive, settings, analysis: await reading.analyse(settings, report), problem: null };
  } catch (error) {
    return { archive, settings, analysis: null, problem: messageOf(error) };
  }
}

/** Blobs take finished pieces out of memory. */
async function blobOf(bytes: AsyncIterable<Uint8Array>, report: Report): Promise<Blob> {
  let blob = new Blob([]);
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const piece of bytes) {
    pieces.push(piece.slice());
    size += piece.length;
    if (size < 2 ** 24) continue;
    blob = new Blob([blob, ...pieces]);
    [pieces, size] = [[], 0];
    if (!(await report('Writing the file', 1))) throw new Error('it was cancelled');
  }
  return new Blob([blob, ...pieces]);
}
