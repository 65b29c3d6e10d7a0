/** A page translator like Chrome's, which shows a translation in `font` elements where a text node was. */
import type { Page } from 'playwright-core';

/** What a translated text begins with. */
const mark = '¿';

/**
 * Translates what a page shows and will show, until it is left.
 *
 * As Google's translator does, each text node gives way to two nested `font` elements. The translation comes 60 ms
 * after the text was read, and replaces whatever the node holds by then. Under `translate="no"` nothing is translated.
 */
export async function translate(page: Page): Promise<void> {
  await page.evaluate((prefix) => {
    const isSkipped = 'script, style, noscript, textarea, svg, code, font, [translate="no"]';
    const pending = new WeakSet<Text>();
    const replace = (text: Text, words: string) => {
      pending.delete(text);
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      for (const font of [outer, inner]) font.style.verticalAlign = 'inherit';
      inner.textContent = words.replace(/\S/, `${prefix}$&`);
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
  }, mark);
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

/** The translations that a page shows. */
export function translationsOn(page: Page): Promise<string[]> {
  return page.locator('font > font').allTextContents();
}
