import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pageAddress, type PageAddress } from './page-address.ts';

/** A tab: what stands in its address, how long its history is, and what is kept over a reload. */
const tab = { url: new URL('https://example.org/'), entries: 1, note: null as string | null };
const listeners = new Map<string, () => void>();

function open(address: string): PageAddress {
  Object.assign(tab, { url: new URL(address), entries: 1 });
  return pageAddress({ take: () => tab.note, put: (text) => (tab.note = text) });
}

beforeEach(() => {
  tab.note = null;
  const go = (_: unknown, __: string, url: string): void => void (tab.url = new URL(url));
  vi.stubGlobal('location', {
    get href() {
      return tab.url.href;
    },
    get hash() {
      return tab.url.hash;
    },
    get search() {
      return tab.url.search;
    },
  });
  vi.stubGlobal('history', {
    replaceState: go,
    pushState: (...given: Parameters<typeof go>) => (go(...given), (tab.entries += 1)),
  });
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => listeners.set(type, listener));
});
afterEach(() => void vi.unstubAllGlobals());

describe('the address', () => {
  it('is replaced or pushed, and left alone where nothing changes', () => {
    const address = open('https://example.org/a/?q=1#v=3');
    address.write('v=3', true);
    expect(tab.entries).toBe(1);
    address.write('v=3&lr=0.1', false);
    expect([tab.url.href, tab.entries]).toEqual(['https://example.org/a/?q=1#v=3&lr=0.1', 1]);
    address.write('v=3&lr=0.2', true);
    expect([tab.url.hash, tab.entries]).toEqual(['#v=3&lr=0.2', 2]);
  });

  it('is read up to its end, whatever signs it holds', () => {
    expect(open('https://example.org/#v=2&task=circles#section').read()).toBe('v=2&task=circles#section');
  });

  it('of an embedded page is read and never written, and its host’s history stays as it is', () => {
    vi.stubGlobal('parent', {});
    const address = open('https://example.org/#v=3&view=loss');
    address.write('v=3&lr=0.1', true);
    address.write('v=3&lr=0.1', false);
    listeners.clear();
    address.onLeave?.(() => 'v=3&lr=0.7');
    expect([address.isEmbedded, address.read(), tab.entries]).toEqual([true, 'v=3&view=loss', 1]);
    expect(listeners.size).toBe(0);
  });

  it('with “?” in place of “#” is read too, and mended when it is written', () => {
    const address = open('https://example.org/a/?v=3&task=circles');
    expect(address.read()).toBe('?v=3&task=circles');
    expect(address.full('v=3')).toBe('https://example.org/a/#v=3');
    expect(open('https://example.org/?q=1').full('v=3')).toBe('https://example.org/?q=1#v=3');
  });

  it('that had still to be written is read after a reload, and only there', () => {
    open('https://example.org/#v=3').onLeave?.(() => 'v=3&lr=0.7');
    listeners.get('pagehide')?.();
    expect(open('https://example.org/#v=3').read()).toBe('v=3&lr=0.7');
    expect([tab.url.hash, tab.entries]).toEqual(['#v=3&lr=0.7', 2]);
    expect(open('https://example.org/#v=3&task=xor').read()).toBe('v=3&task=xor');
    tab.note = null;
    open('https://example.org/#v=3').onLeave?.(() => null);
    listeners.get('pagehide')?.();
    expect(open('https://example.org/#v=3').read()).toBe('v=3');
  });

  it('that was written just before a reload is read, whichever of the two the reload opens', () => {
    for (const pending of [null, 'v=3&lr=0.7']) {
      const address = open('https://example.org/#v=3');
      address.onLeave?.(() => pending);
      address.write('v=3&lr=0.1', true);
      listeners.get('pagehide')?.();
      for (const opened of ['v=3', 'v=3&lr=0.1'])
        expect(open(`https://example.org/#${opened}`).read()).toBe(pending ?? 'v=3&lr=0.1');
    }
  });

  it('that was written long before is not', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(5000);
    const address = open('https://example.org/#v=3');
    address.onLeave?.(() => null);
    address.write('v=3&lr=0.1', true);
    now.mockReturnValue(9000);
    listeners.get('pagehide')?.();
    now.mockRestore();
    expect(open('https://example.org/#v=3').read()).toBe('v=3');
  });
});
