/**
 * Keeps the page alive, and true, while the browser translates it. Translators put <font> elements around text, or in
 * its place; React goes on with the nodes it made, and would throw where it no longer finds them. Here they are found:
 * whatever is to be removed goes with what stands for it, and a text that changes comes back in its place.
 */

/** What a translator put in the place of a text. */
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
      // It moves: what stood for it where it was would stay behind.
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

/** Removes a node that is not where it was put, and what stands for it. */
function takeAway(node: Node): void {
  standIns.get(node)?.remove();
  standIns.delete(node);
  let around = node.parentNode;
  (node as ChildNode).remove();
  // Fonts that are empty now were there for its sake.
  while (isFont(around) && around.childNodes.length === 0) {
    const outer = around.parentNode;
    around.remove();
    around = outer;
  }
}

/** The child of `parent` that a node is, is in, or is stood for by; null, the end, where there is none. */
function placeOf(node: Node | null, parent: Node): Node | null {
  let place = node === null ? null : (standIns.get(node) ?? node);
  while (place !== null && place.parentNode !== parent) place = place.parentNode;
  return place;
}

/** Puts a text back in the place of what stands for it; translators see that, and translate anew. */
function comeBack(node: Node): void {
  const stand = standIns.get(node);
  if (stand === undefined) return;
  standIns.delete(node);
  if (!node.isConnected && stand.isConnected) stand.replaceWith(node);
}
