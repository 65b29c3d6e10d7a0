/** Text on a page that is translated: what the app does to a node happens to its translation. */
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { followTranslator } from '../../../client/app/page-translation.ts';

let root: HTMLElement;
let text: Text;

/** Observers have been called. */
const observed = () => new Promise((resolve) => setTimeout(resolve));

/** What translators put where a text was: an element, as Google's does, or another text, as Safari's does. */
const translators = {
  'an element': (node: Text, words: string): ChildNode => {
    const font = document.createElement('font');
    font.textContent = words;
    node.parentNode!.insertBefore(font, node);
    node.remove();
    return font;
  },
  'another text': (node: Text, words: string): ChildNode => {
    const [other, next] = [new Text(words), node.nextSibling];
    const parent = node.parentNode!;
    node.remove();
    parent.insertBefore(other, next);
    return other;
  },
  'another text at once': (node: Text, words: string): ChildNode => {
    const other = new Text(words);
    node.replaceWith(other);
    return other;
  },
};

/** A page that has just been translated. */
async function begin(translate: (node: Text, words: string) => ChildNode): Promise<ChildNode> {
  root = document.createElement('p');
  text = new Text('one');
  root.append(text, ' ', new Text('fin'));
  document.body.append(root);
  onTestFinished(() => root.remove());
  followTranslator(root);
  const shown = translate(text, 'uno');
  await observed();
  expect(root.textContent).toBe('uno fin');
  return shown;
}

describe.each(Object.entries(translators))('translated by %s', (_, translate) => {
  let shown: ChildNode;
  beforeEach(async () => (shown = await begin(translate)));

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
    shown.replaceWith(text);
    await observed();
    expect(root.textContent).toBe('one fin');
    text.nodeValue = 'two';
    await observed();
    expect(root.textContent).toBe('two fin');
    text.remove();
    await observed();
    expect(root.textContent).toBe(' fin');
  });

  test('a text that comes where another was is no translation of it', async () => {
    (root.lastChild as Text).remove();
    root.append(text);
    await observed();
    expect(root.textContent).toBe(' uno');
    text.remove();
    await observed();
    expect(root.textContent).toBe(' ');
  });

  test('a text beside a translation is removed alone', async () => {
    const beside = new Text(' and');
    shown.after(beside);
    await observed();
    beside.remove();
    await observed();
    expect(root.textContent).toBe('uno fin');
    expect(beside.isConnected).toBe(false);
  });
});

test.each(['another text', 'another text at once'] as const)(
  'a translation by %s that gives way to another is shown once, and goes with its text',
  async (kind) => {
    const translate = translators[kind];
    translate((await begin(translate)) as Text, 'un');
    await observed();
    expect(root.textContent).toBe('un fin');
    text.nodeValue = 'two';
    await observed();
    expect(root.textContent).toBe('two fin');
  },
);

test('texts that the app swaps are no translations, in whichever order it does', async () => {
  root = document.createElement('p');
  text = new Text('one');
  const [before, after, end] = [new Text('two'), new Text('three'), new Comment()];
  root.append(text, end);
  document.body.append(root);
  onTestFinished(() => root.remove());
  followTranslator(root);
  // as Svelte swaps a block: before its end, and only then the old one goes
  end.before(before);
  text.remove();
  await observed();
  expect([...root.childNodes]).toEqual([before, end]);
  // one block of a parent is emptied, and another filled
  before.remove();
  end.after(after);
  await observed();
  expect([...root.childNodes]).toEqual([end, after]);
});

describe('texts and what they stand between', () => {
  let parts: HTMLElement[];

  beforeEach(() => {
    root = document.createElement('p');
    text = new Text('one');
    parts = [document.createElement('i'), document.createElement('b')];
    document.body.append(root);
    onTestFinished(() => root.remove());
    followTranslator(root);
  });

  const other = () => new Text('two');

  test('are the same text where it is taken out and put back', async () => {
    root.append(parts[0]!, text);
    await observed();
    text.remove();
    root.append(text);
    await observed();
    expect(root.textContent).toBe('one');
  });

  test.each([
    ['after', (one: Text, [i, b]: HTMLElement[]) => root.append(one, i!, b!)],
    ['before', (one: Text, [i, b]: HTMLElement[]) => root.append(b!, i!, one)],
  ] as const)('are others where only what comes %s is another', async (place, fill) => {
    fill(text, parts);
    await observed();
    text.remove();
    parts[0]!.remove();
    if (place === 'after') root.prepend(other());
    else root.append(other());
    await observed();
    expect(root.childNodes.length).toBe(2);
  });

  test('are others in another parent', async () => {
    root.append(...parts);
    parts[0]!.append(text);
    await observed();
    text.remove();
    parts[1]!.append(other());
    await observed();
    expect(parts[1]!.childNodes.length).toBe(1);
  });

  test('keep their words where their translation is gone at once', async () => {
    root.append(text);
    await observed();
    const shown = other();
    text.replaceWith(shown);
    shown.remove();
    await observed();
    root.append(text);
    await observed();
    expect(root.textContent).toBe('one');
  });
});
