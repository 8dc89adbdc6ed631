/** What React does to a text, after a translator took its place or was put around it: one move at a time. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { surviveTranslation } from './translation.ts';

let parent: HTMLElement;
let other: HTMLElement;
let text: Text;

beforeAll(surviveTranslation);

beforeEach(() => {
  [parent, other] = [document.createElement('p'), document.createElement('p')];
  text = new Text('loss');
  parent.append(new Text('a '), text, new Text(' z'));
  document.body.replaceChildren(parent, other);
});

/** An element that nobody but translators makes any more. */
const font = (...inner: readonly (Node | string)[]): HTMLElement => {
  const made = new DOMParser().parseFromString('<font></font>', 'text/html').body.firstChild as HTMLElement;
  made.append(...inner);
  return made;
};

/** Until what has changed is known. */
const noted = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));

const ways: Readonly<Record<string, () => void>> = {
  replaced: () => text.replaceWith(font(font('Verlust'))),
  wrapped: () => {
    const place = document.createComment('');
    text.replaceWith(place);
    place.replaceWith(font(font(text)));
  },
};

describe.each(Object.entries(ways))('a text that was %s', (_, translate) => {
  beforeEach(async () => {
    translate();
    await noted();
    expect(parent.querySelectorAll(':is(font)')).toHaveLength(2);
  });

  const fonts = (): number => document.querySelectorAll(':is(font)').length;

  test('is removed, with all that is around it or stands for it', () => {
    expect(parent.removeChild(text)).toBe(text);
    expect([parent.innerHTML, fonts(), text.isConnected]).toEqual(['a  z', 0, false]);
  });

  test('moves to the end of another, and leaves nothing behind', () => {
    expect(other.appendChild(text)).toBe(text);
    expect([parent.innerHTML, other.innerHTML]).toEqual([expect.not.stringContaining('Verlust'), 'loss']);
  });

  test('moves to before something else, and leaves nothing behind', () => {
    const place = other.appendChild(new Text('!'));
    expect(other.insertBefore(text, place)).toBe(text);
    expect([parent.innerHTML, other.innerHTML]).toEqual([expect.not.stringContaining('Verlust'), 'loss!']);
  });

  test('has a place, before which something else is put', () => {
    const added = document.createElement('b');
    expect(parent.insertBefore(added, text)).toBe(added);
    expect(parent.textContent).toMatch(/^a (loss|Verlust) z$/);
    expect([added.parentNode, added.nextSibling?.nodeName]).toEqual([parent, 'FONT']);
  });

  test('changes, and is there again to be seen, once', () => {
    text.nodeValue = 'gain';
    expect(parent.textContent).toBe('a gain z');
    const added = parent.insertBefore(document.createElement('b'), text);
    expect(parent.innerHTML).toMatch(/^a <b><\/b>(<font><font>)?gain/);
    expect(added.parentNode).toBe(parent);
  });
});

test('two texts have two places', async () => {
  const [first, , last] = [...parent.childNodes] as [Text, Text, Text];
  first.replaceWith(font('A '));
  last.replaceWith(font(' Z'));
  await noted();
  last.nodeValue = ' y';
  first.nodeValue = 'b ';
  expect(parent.textContent).toBe('b loss y');
});

test('two texts beside each other have each its own place', async () => {
  const [, , last] = [...parent.childNodes] as [Text, Text, Text];
  for (const [each, words] of [
    [text, 'Verlust'],
    [last, ' Z'],
  ] as const) {
    each.after(font(words));
    each.remove();
  }
  await noted();
  last.nodeValue = ' y';
  expect(parent.textContent).toBe('a Verlust y');
  text.nodeValue = 'gain';
  expect(parent.textContent).toBe('a gain y');
});

test('fonts around what is left stay', async () => {
  const both = font(text, new Text('!'));
  parent.insertBefore(both, parent.lastChild);
  await noted();
  parent.removeChild(text);
  expect(parent.innerHTML).toBe('a <font>!</font> z');
});

test('what nobody translated is removed, moved and changed as ever', () => {
  text.nodeValue = 'gain';
  expect(parent.insertBefore(text, parent.firstChild)).toBe(text);
  expect(parent.textContent).toBe('gaina  z');
  parent.removeChild(text);
  expect(parent.textContent).toBe('a  z');
});
