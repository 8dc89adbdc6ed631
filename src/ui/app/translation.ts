/**
 * Keeps the page working while the browser translates it. Translators wrap or replace text in <font> elements;
 * React would throw when it misses its nodes. Here they are found: a removed node takes its replacement along, and
 * a changed text returns to its place.
 */

const standIns = new WeakMap<Node, Element>();
const taken = new WeakSet<Element>();

const isFont = (node: Node | null | undefined): node is Element => node?.nodeName === 'FONT';
const isFree = (node: Node | null | undefined): node is Element => isFont(node) && !taken.has(node);

type Move = (this: Node, child: Node, before?: Node | null) => Node;

function replaceMove(name: 'removeChild' | 'insertBefore' | 'appendChild', by: (native: Move) => Move): void {
  Reflect.set(Node.prototype, name, by(Reflect.get(Node.prototype, name) as Move));
}

/** Call before React draws anything. */
export function surviveTranslation(): void {
  new MutationObserver(notePlaces).observe(document.documentElement, { childList: true, subtree: true });
  replaceMove('removeChild', (native) => {
    return function (child) {
      if (child.parentNode === this) return native.call(this, child);
      takeAway(child);
      return child;
    };
  });
  replaceMove('insertBefore', (native) => {
    return function (child, before = null) {
      if (standIns.has(child)) takeAway(child);
      return native.call(this, child, placeOf(before, this));
    };
  });
  replaceMove('appendChild', (native) => {
    return function (child) {
      // The replacement at its old place would remain.
      if (standIns.has(child)) takeAway(child);
      return native.call(this, child);
    };
  });
  const value = Object.getOwnPropertyDescriptor(Node.prototype, 'nodeValue');
  Object.defineProperty(Node.prototype, 'nodeValue', {
    ...value,
    set(this: Node, text: string | null) {
      comeBack(this);
      value?.set?.call(this, text);
    },
  });
}

function notePlaces(records: readonly MutationRecord[]): void {
  for (const { removedNodes, addedNodes, previousSibling, nextSibling } of records) {
    const [node] = removedNodes;
    if (!(node instanceof Text) || node.isConnected) continue;
    const stand = [...addedNodes, previousSibling, nextSibling].find(isFree);
    if (stand === undefined) continue;
    standIns.set(node, stand);
    taken.add(stand);
  }
}

function takeAway(node: Node): void {
  standIns.get(node)?.remove();
  standIns.delete(node);
  let around = node.parentNode;
  (node as ChildNode).remove();
  while (isFont(around) && around.childNodes.length === 0) {
    const outer = around.parentNode;
    around.remove();
    around = outer;
  }
}

/** The child of `parent` that is, contains or replaces a node; null: the end. */
function placeOf(node: Node | null, parent: Node): Node | null {
  let place = node === null ? null : (standIns.get(node) ?? node);
  while (place !== null && place.parentNode !== parent) place = place.parentNode;
  return place;
}

/** Puts a text back in place of its replacement; translators translate it again. */
function comeBack(node: Node): void {
  const stand = standIns.get(node);
  if (stand === undefined) return;
  standIns.delete(node);
  if (!node.isConnected && stand.isConnected) stand.replaceWith(node);
}
