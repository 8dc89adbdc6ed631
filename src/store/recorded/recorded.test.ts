/** Recorded runs that are open: examples, changes and their undoing; what fails or is cancelled leaves what was open. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { digestOfFile } from '../../core/digest.ts';
import { recordedFiles, recordedStories } from '../testing/recorded-files.ts';
import { openPage } from '../testing/opened-page.ts';
import type { Example } from './example.ts';
import { recordedOf, type RecordedApp } from './recorded.ts';

const begun = (): RecordedApp & { readonly calls: string[] } => {
  const { service, calls } = recordedFiles(recordedStories['several runs']);
  const { app } = openPage('', undefined, { readRuns: () => Promise.resolve(service) });
  return { ...recordedOf(app), calls };
};

const named = (path: string): { path: string; file: File } => ({ path, file: new File(['x'], path) });

afterEach(() => vi.unstubAllGlobals());

describe('changes of the files', () => {
  it('are undone one by one, down to what was proposed', async () => {
    const { store, actions } = begun();
    const { arrangement } = await actions.open([named('run.zip')]);
    const fewer = { ...arrangement, runs: arrangement.runs.slice(0, 1) };
    await actions.rearrange(fewer);
    await actions.rearrange(fewer, 'layer1.*');
    expect(store.getState()).toMatchObject({ filter: 'layer1.*', before: [{ filter: '' }, { filter: '' }] });
    await actions.undo();
    expect(store.getState()).toMatchObject({ filter: '', opened: { arrangement: fewer } });
    await actions.undo();
    expect(store.getState().opened!.arrangement).toBe(arrangement);
    expect(store.getState().before).toEqual([]);
    await actions.undo();
    expect(store.getState().opened!.arrangement).toBe(arrangement);
  });

  it('cannot be undone once other files are open', async () => {
    const { store, actions } = begun();
    const { arrangement } = await actions.open([named('run.zip')]);
    await actions.rearrange(arrangement, 'layer1.*');
    await actions.open([named('other.zip')]);
    expect(store.getState()).toMatchObject({ filter: '', before: [] });
  });
});

describe('an example', () => {
  const bytes = new TextEncoder().encode('an archive');
  const example: Example = {
    ...{ title: '', words: '', path: 'data/runs/one.zip', bytes: bytes.length },
    sha256: digestOfFile(bytes),
  };

  it('is fetched and opened like a file', async () => {
    const { store, actions, calls } = begun();
    vi.stubGlobal('fetch', async () => new Response(bytes));
    await actions.openExample(example, 'http://here/');
    expect(calls[0]).toBe('open one.zip');
    expect(store.getState().opened).not.toBeNull();
  });

  it('that cannot be fetched leaves what was open, and says why', async () => {
    const { store, actions } = begun();
    const opened = await actions.open([named('run.zip')]);
    vi.stubGlobal('fetch', async () => new Response('other'));
    await expect(actions.openExample(example, 'http://here/')).rejects.toThrow('another file');
    expect(store.getState()).toMatchObject({ opened, doing: null });
    expect(store.getState().problem).toMatch(/could not be fetched: what arrived is another file/);
  });

  it('is no longer fetched once cancelled', async () => {
    const { store, actions, calls } = begun();
    let end: AbortSignal | null | undefined;
    vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => {
      end = signal;
      return new Promise((_resolve, reject) =>
        signal!.addEventListener('abort', () => reject(new Error('ended'))),
      );
    });
    const opening = actions.openExample(example, 'http://here/');
    await vi.waitUntil(() => end !== undefined);
    expect(store.getState().doing).toEqual({ phase: 'Fetching the example', share: 0 });
    actions.cancel();
    await expect(opening).rejects.toThrow();
    expect(end!.aborted).toBe(true);
    expect(store.getState()).toMatchObject({ opened: null, doing: null, problem: null });
    expect(calls).toEqual([]);
  });
});
