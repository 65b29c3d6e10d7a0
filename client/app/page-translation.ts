/** Page translation: text stays current although a browser's translator has taken its node away. */

/** How long after a change a translation may still be that of the text before it, in milliseconds. */
const staleFor = 2000;

/** Elements that the app has none of: Google's translator makes `font`, others have elements of their own. */
const isTranslation = (node: Node | null): node is Element =>
  node instanceof Element && /^font$|-/.test(node.localName);

/**
 * Keeps what is under `root` current while it is translated.
 *
 * Google's translator, in Chrome and elsewhere, removes a text node and shows an element in its place. Svelte writes
 * to the node that is gone, and does not find the end of what it removes. So the node is put back, empty, before its
 * translation; as soon as the app changes or removes the node, the translation goes, and the node, which is new to the
 * page then, is translated again. Translators that write into text nodes, as Edge's and Firefox's do, need no help.
 */
export function followTranslator(root: Node): void {
  /** by text node: the element that stands for it, and its own text */
  const translations = new WeakMap<Node, { element: Element; words: string }>();
  const originals = new WeakMap<Node, Text>();
  const changedAt = new WeakMap<Node, number>();

  function adopt(text: Text, element: Element, words: string) {
    translations.set(text, { element, words });
    originals.set(element, text);
    text.data = '';
    element.before(text);
  }

  function release(text: Text, element: Element, words: string) {
    translations.delete(text);
    originals.delete(element);
    text.data = words;
    if (text.isConnected && element.isConnected) element.replaceWith(text);
    else element.remove();
  }

  function changed(text: Text) {
    changedAt.set(text, performance.now());
    const known = translations.get(text);
    if (known) release(text, known.element, text.data);
  }

  function removed(node: Node, { addedNodes, previousSibling, nextSibling }: MutationRecord) {
    const text = node instanceof Text ? node : originals.get(node);
    if (!text) return;
    const known = translations.get(text);
    if (known) {
      if (!text.isConnected || !known.element.isConnected) release(text, known.element, known.words);
      else text.after(known.element);
      return;
    }
    const element = [...addedNodes, previousSibling, nextSibling].find(isTranslation);
    if (!element || text.isConnected || originals.has(element)) return;
    if (performance.now() - (changedAt.get(text) ?? -staleFor) < staleFor) element.replaceWith(text);
    else adopt(text, element, text.data);
    changedAt.delete(text);
  }

  const observer = new MutationObserver((records) => {
    for (const record of records) {
      if (record.type === 'characterData') changed(record.target as Text);
      else for (const node of record.removedNodes) removed(node, record);
    }
    // what was done here
    observer.takeRecords();
  });
  observer.observe(root, { subtree: true, childList: true, characterData: true });
}
