/** Text on a page that is translated: what the app does to a node happens to its translation. */
import { onTestFinished, beforeEach, expect, test } from 'vitest';
import { followTranslator } from '../../../client/app/page-translation.ts';

let root: HTMLElement;
let text: Text;

beforeEach(async () => {
  root = document.createElement('p');
  text = new Text('one');
  root.append(text, ' ', new Text('fin'));
  document.body.append(root);
  onTestFinished(() => root.remove());
  followTranslator(root);
  translate(text, 'uno');
  await observed();
  expect(root.textContent).toBe('uno fin');
});

/** Observers have been called. */
const observed = () => new Promise((resolve) => setTimeout(resolve));

/** Shows words where a text is, as Google's translator does. */
function translate(node: Text, words: string): HTMLElement {
  const font = document.createElement('font');
  font.textContent = words;
  node.parentNode!.insertBefore(font, node);
  node.remove();
  return font;
}

test('a text that changes is shown, and translated again', async () => {
  text.nodeValue = 'two';
  await observed();
  expect(root.textContent).toBe('two fin');
  translate(text, 'due');
  await observed();
  // the first may have been asked for before the change
  expect(root.textContent).toBe('two fin');
  translate(text, 'due');
  await observed();
  expect(root.textContent).toBe('due fin');
  text.nodeValue = '';
  await observed();
  expect(root.textContent).toBe(' fin');
});

test('a text that is removed takes its translation with it', async () => {
  text.remove();
  await observed();
  expect(root.textContent).toBe(' fin');
});

test('a text that changes and is removed at once does not come back', async () => {
  text.nodeValue = 'two';
  text.remove();
  await observed();
  expect(root.textContent).toBe(' fin');
});

test('what lies between two texts of a fragment is removed with them', async () => {
  const end = root.lastChild as Text;
  translate(end, 'fine');
  await observed();
  // as Svelte removes a block: from its first node on, sibling by sibling, to its last
  for (let node: ChildNode | null = text; node !== null;) {
    const next: ChildNode | null = node === end ? null : node.nextSibling;
    node.remove();
    node = next;
  }
  await observed();
  expect(root.textContent).toBe('');
});

test('a text that is moved takes its translation with it', async () => {
  root.append(text);
  await observed();
  expect(root.textContent).toBe(' finuno');
});

test('the original is what the translator shows again', async () => {
  root.querySelector('font')!.replaceWith(text);
  await observed();
  expect(root.textContent).toBe('one fin');
  text.nodeValue = 'two';
  await observed();
  expect(root.textContent).toBe('two fin');
});

test('a text beside a translation is removed alone', async () => {
  const beside = new Text(' and');
  root.querySelector('font')!.after(beside);
  await observed();
  beside.remove();
  await observed();
  expect(root.textContent).toBe('uno fin');
});
