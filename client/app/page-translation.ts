/** Page translation: text stays current although a browser's translator has taken its node away. */

/** How long after a change a translation may still be that of the text before it, in milliseconds. */
const staleFor = 2000;

/** A text that was taken away, and where it was. */
interface Vacancy {
  text: Text;
  record: MutationRecord;
}

/** Elements that the app has none of: Google's translator makes `font`, others have elements of their own. */
const isTranslation = (node: Node | null): node is Element =>
  node instanceof Element && /^font$|-/.test(node.localName);

/**
 * Keeps what is under `root` current while it is translated.
 *
 * Google's translator, in Chrome and elsewhere, removes a text node and shows an element in its place. Svelte writes
 * to the node that is gone, and does not find the end of what it removes. So the node is put back, empty, before its
 * translation; as soon as the app changes or removes the node, the translation goes, and the node, which is new to the
 * page then, is translated again. The same is done where a text node gives way to another, as Safari's translator has
 * it: first the one is removed, then the other is put between the same neighbours. (Svelte inserts before it removes.)
 * Translators that write into text nodes, as Edge's and Firefox's do, need no help.
 */
export function followTranslator(root: Node): void {
  /** by text node: the element or text that stands for it, and its own words */
  const translations = new WeakMap<Node, { element: Element | Text; words: string }>();
  const originals = new WeakMap<Node, Text>();
  /** what translators made, also where it stands for nothing any more */
  const foreign = new WeakSet<Node>();
  const changedAt = new WeakMap<Node, number>();

  function adopt(text: Text, element: Element | Text, words: string) {
    translations.set(text, { element, words });
    originals.set(element, text);
    foreign.add(element);
    text.data = '';
    element.before(text);
  }

  function release(text: Text, element: Element | Text, words: string) {
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

  function translated(text: Text, element: Element | Text) {
    if (performance.now() - (changedAt.get(text) ?? -staleFor) < staleFor) element.replaceWith(text);
    else adopt(text, element, text.data);
    changedAt.delete(text);
  }

  /** Gives what was removed, where another text may still come in its place. */
  function removed(node: Node, record: MutationRecord): Vacancy | null {
    const text = originals.get(node) ?? (node instanceof Text && !foreign.has(node) ? node : null);
    if (!text) return null;
    const known = translations.get(text);
    if (known) {
      if (!text.isConnected || !known.element.isConnected) release(text, known.element, known.words);
      else text.after(known.element);
      return { text, record };
    }
    const { addedNodes, previousSibling, nextSibling } = record;
    const element = [...addedNodes, previousSibling, nextSibling].find(isTranslation);
    if (!element) return { text, record };
    if (!text.isConnected && !originals.has(element)) translated(text, element);
    return null;
  }

  function added(node: Node, { target, previousSibling, nextSibling }: MutationRecord, vacancies: Vacancy[]) {
    if (!(node instanceof Text) || translations.has(node)) return;
    const at = vacancies.findIndex(
      ({ text, record }) =>
        text !== node &&
        record.target === target &&
        record.previousSibling === previousSibling &&
        record.nextSibling === nextSibling,
    );
    const [vacancy] = at < 0 ? [] : vacancies.splice(at, 1);
    if (vacancy) translated(vacancy.text, node);
  }

  const observer = new MutationObserver((records) => {
    const vacancies: Vacancy[] = [];
    for (const record of records) {
      if (record.type === 'characterData') changed(record.target as Text);
      for (const node of record.removedNodes) {
        const vacancy = removed(node, record);
        if (vacancy) vacancies.push(vacancy);
      }
      for (const node of record.addedNodes) added(node, record, vacancies);
    }
    // what was done here
    observer.takeRecords();
  });
  observer.observe(root, { subtree: true, childList: true, characterData: true });
}
