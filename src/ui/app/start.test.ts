/** What is said while the page has not started, in browsers that other tests do not have: over elements of its own. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import source from '../../../public/start.js?raw';

class FakeElement {
  readonly style: Record<string, string> = {};
  readonly attributes: Record<string, string> = {};
  children: FakeElement[] = [];
  declare noModule?: boolean;
  tagName = '';
  href?: string;
  onclick?: () => void;
  #text = '';
  get textContent(): string {
    return this.#text + this.children.map(({ textContent }) => textContent).join('\n');
  }
  set textContent(text: string) {
    this.#text = text;
    this.children = [];
  }
  get firstChild(): FakeElement | undefined {
    return this.children[0];
  }
  get lastElementChild(): FakeElement | undefined {
    return this.children.at(-1);
  }
  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }
  appendChild(child: FakeElement): FakeElement {
    this.children.push(child);
    return child;
  }
  insertBefore(child: FakeElement): void {
    this.children.unshift(child);
  }
  /** All below it of a tag. */
  all(tag: string): FakeElement[] {
    return this.children.flatMap((child) => [...(child.tagName === tag ? [child] : []), ...child.all(tag)]);
  }
}

/** A page that has just been read, with a place for words; as in a browser of today, in a tab, from a server. */
interface Surroundings {
  readonly box: FakeElement;
  readonly body: FakeElement;
  readonly fire: (type: string, event: object) => void;
  readonly started: () => void;
}

type Lacks = 'toSorted' | 'popover' | 'noModule' | 'fetch' | 'structuredClone';

function open({
  address = 'https://example.org/farcast/#v=3&lr=0.1',
  lacks = [] as readonly Lacks[],
  origin = 'https://example.org',
  answers = (_: string): Promise<Response> => Promise.resolve(new Response('')),
  parts = 1,
} = {}): Surroundings {
  const [body, box] = [new FakeElement(), new FakeElement()];
  body.appendChild(box).appendChild(new FakeElement());
  const all = Array.from({ length: parts }, (_, i) =>
    Object.assign(new FakeElement(), { href: `https://example.org/farcast/assets/index-${i + 1}.js` }),
  );
  let place: FakeElement | null = box;
  const listeners: Record<string, (event: object) => void> = {};
  const createElement = (tagName: string): FakeElement =>
    Object.assign(new FakeElement(), { tagName }, lacks.includes('noModule') ? {} : { noModule: false });
  const window = {
    origin,
    Promise,
    ...(lacks.includes('fetch') ? {} : { fetch: answers }),
    ...(lacks.includes('structuredClone') ? {} : { structuredClone }),
    addEventListener: (type: string, listen: (event: object) => void) => (listeners[type] = listen),
  };
  const document = {
    ...{ readyState: 'interactive', body, createElement },
    getElementById: () => place,
    querySelectorAll: () => all,
  };
  const HTMLElement = { prototype: lacks.includes('popover') ? {} : { popover: '' } };
  const Arrays = { prototype: lacks.includes('toSorted') ? { map: Array.prototype.map } : Array.prototype };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function('window', 'document', 'location', 'HTMLElement', 'Array', 'fetch', source)(
    ...[window, document, new URL(address), HTMLElement, Arrays, answers],
  );
  return {
    ...{ box, body },
    fire: (type, event) => listeners[type]?.(event),
    started: () => (place = null),
  };
}

const failure = { message: 'Uncaught TypeError: x is not a function' };
const own = 'https://example.org/farcast/assets/index-1.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('before the page has started', () => {
  it('it says that it starts, after 20 seconds that it is slow, and nothing once it has', () => {
    const { box } = open();
    expect(box.textContent).toBe('Starting …');
    vi.advanceTimersByTime(19_999);
    expect(box.textContent).toBe('Starting …');
    vi.advanceTimersByTime(1);
    expect(box.textContent).toContain('This page is slow to start.');
    expect(box.all('button')).toHaveLength(1);
    const page = open();
    page.started();
    vi.advanceTimersByTime(60_000);
    expect(page.box.textContent).toBe('Starting …');
  });

  it.each<[Lacks, string]>([
    ['noModule', 'module scripts'],
    ['fetch', 'fetch'],
    ['structuredClone', 'structuredClone'],
    ['toSorted', 'Array.prototype.toSorted'],
    ['popover', 'popovers'],
  ])('a browser without %s is told that it is too old, once something fails', (lacking, name) => {
    const { box, fire } = open({ lacks: [lacking] });
    if (lacking !== 'noModule') {
      // What is lacking may not be needed.
      expect(box.textContent).toBe('Starting …');
      fire('error', { ...failure, filename: own });
    }
    expect(box.textContent).toContain('This browser is too old for this page.');
    expect(box.textContent).toContain(`It lacks: ${name}.`);
    expect(box.attributes['role']).toBe('alert');
  });

  it('a frame without rights comes before a browser that is too old, and has a link out of it', () => {
    const address = 'https://example.org/#v=3';
    const { box, fire } = open({ address, origin: 'null', lacks: ['popover'] });
    fire('error', { target: { tagName: 'SCRIPT' } });
    expect(box.textContent).toContain('allow-same-origin');
    expect(box.all('a').map(({ href }) => href)).toEqual([address]);
  });

  it('it says what failed, and with what: the first of several only', () => {
    const { box, fire } = open();
    fire('error', { ...failure, filename: own });
    expect(box.textContent).toContain(
      'A part of it failed: Uncaught TypeError: x is not a function (index-1.js)',
    );
    fire('unhandledrejection', { reason: 'another' });
    expect(box.textContent).not.toContain('another');
    vi.advanceTimersByTime(60_000);
    expect(box.textContent).not.toContain('slow');
    expect(box.all('a').map(({ href }) => href)).toEqual(['/farcast/']);
  });

  it.each([
    ['a promise', 'unhandledrejection', { reason: 'no luck' }, 'A part of it failed: no luck'],
    ['a script', 'error', { target: { tagName: 'SCRIPT' } }, 'A part of it could not be loaded.'],
    [
      'a script that is cut',
      'error',
      { message: 'SyntaxError: end of input', filename: own },
      'A part of it arrived damaged: SyntaxError: end of input (index-1.js)',
    ],
  ])('%s that fails is told', (_what, type, event, text) => {
    const { box, fire } = open({ address: 'https://example.org/farcast/' });
    fire(type, event);
    expect(box.textContent).toContain(text);
    expect(box.all('a')).toEqual([]);
  });

  it.each([
    ['an extension', { ...failure, filename: 'chrome-extension://abc/own.js' }],
    ['a picture', { target: { tagName: 'IMG' } }],
  ])('what fails in %s is none of the page’s', (_what, event) => {
    const { box, fire } = open();
    fire('error', event);
    expect(box.textContent).toBe('Starting …');
  });

  it('without its style sheet it says so above everything, and is not taken to have failed', () => {
    const { box, body, fire } = open();
    fire('error', { target: { rel: 'stylesheet', tagName: 'LINK' } });
    expect(body.children[0]?.textContent).toContain('The style sheet could not be loaded.');
    expect(box.textContent).toBe('Starting …');
  });

  it.each([
    ['answers 404', () => Promise.resolve(new Response('', { status: 404 })), 'the server answers 404'],
    [
      'sends another type',
      () => Promise.resolve(new Response('', { headers: { 'content-type': 'text/html' } })),
      'the server sends it as text/html',
    ],
    ['is gone', () => Promise.reject(new TypeError('Failed to fetch')), 'the server does not answer'],
  ])('it lists which part is wrong where the server %s', async (_what, answers, fault) => {
    const { box, fire } = open({ answers });
    fire('error', { target: { tagName: 'SCRIPT' } });
    await vi.advanceTimersByTimeAsync(0);
    const [first, ...others] = box.all('li').map(({ textContent }) => textContent);
    expect(first).toContain(`index-1.js: ${fault}`);
    expect(others).toEqual([]);
  });

  it.each<[parts: number, listed: readonly string[]]>([
    [4, ['index-1.js', 'index-2.js', 'index-3.js', 'index-4.js']],
    [5, ['index-1.js', 'index-2.js', 'index-3.js', 'index-4.js', 'and 1 more']],
    [9, ['index-1.js', 'index-2.js', 'index-3.js', 'index-4.js', 'and 5 more']],
  ])('of %i parts that are wrong it lists four, and says how many more there are', async (parts, listed) => {
    const { box, fire } = open({ parts, answers: () => Promise.resolve(new Response('', { status: 500 })) });
    fire('error', { target: { tagName: 'SCRIPT' } });
    await vi.advanceTimersByTimeAsync(0);
    const lines = box.all('li').map(({ textContent }) => textContent);
    expect(lines.map((line) => line.replace(/^.*(index-\d\.js).*$/, '$1'))).toEqual(listed);
  });

  it('what can be pressed looks like it without the style sheet', () => {
    const { box, fire } = open();
    fire('error', { target: { tagName: 'SCRIPT' } });
    const [button] = box.all('button');
    expect(button?.style).toEqual({ border: '1px solid', borderRadius: '6px', padding: '0.3em 0.8em' });
  });
});
