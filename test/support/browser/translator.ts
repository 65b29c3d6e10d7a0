/** Page translators like Chrome's and Safari's, which show a translation where a text node was. */
import type { Page } from 'playwright-core';

/** What a translated text begins with. */
export const mark = '¿';

/** What a translation is put into. */
export type Kind = 'elements' | 'texts';

/**
 * Translates what a page shows and will show, until it is left.
 *
 * As Google's translator does, each text node gives way to two nested `font` elements; as Safari's does, to another
 * text node. The translation comes 60 ms after the text was read, and replaces whatever the node holds by then. Under
 * `translate="no"` nothing is translated.
 */
export async function translateBy(kind: Kind, page: Page): Promise<void> {
  await page.evaluate(
    ([prefix, isText]) => {
      const isSkipped = 'script, style, noscript, textarea, svg, code, font, [translate="no"]';
      const pending = new WeakSet<Text>();
      const replace = (text: Text, words: string) => {
        pending.delete(text);
        const translation = words.replace(/\S/, `${prefix}$&`);
        if (isText) {
          const [other, parent, next] = [new Text(translation), text.parentNode, text.nextSibling];
          pending.add(other);
          text.remove();
          parent?.insertBefore(other, next);
          return;
        }
        const [outer, inner] = [document.createElement('font'), document.createElement('font')];
        for (const font of [outer, inner]) font.style.verticalAlign = 'inherit';
        inner.textContent = translation;
        outer.append(inner);
        text.parentNode?.insertBefore(outer, text);
        text.remove();
      };
      setInterval(() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const text = walker.currentNode as Text;
          const { data } = text;
          if (data.trim() === '' || pending.has(text) || text.parentElement!.closest(isSkipped)) continue;
          pending.add(text);
          setTimeout(() => replace(text, data), 60);
        }
      }, 20);
    },
    [mark, kind === 'texts'] as const,
  );
}

/** The texts of a page in its own language, node by node, whether they are translated or not. */
export async function textsOf(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode()) found.push(walker.currentNode.nodeValue!);
    return found;
  });
  return texts.map((text) => text.replaceAll(mark, '').trim()).filter((text) => text !== '');
}

/** Whether a page shows a translation. */
export function isTranslated(page: Page): Promise<boolean> {
  return page.evaluate((prefix) => document.body.innerText.includes(prefix), mark);
}
