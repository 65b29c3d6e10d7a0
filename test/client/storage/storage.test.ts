/** Storage across pages, and in browsers that refuse it. */
import { expect, test } from 'vitest';
import { jsonStore } from '../../../client/storage/storage.ts';

/** A browser's area as far as it is used here; a full one takes no more. */
function area({ isFull = false } = {}): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, text: string) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      values.set(name, text);
    },
    removeItem: (name: string) => values.delete(name),
  } as unknown as Storage;
}

test('values come back, in this page and in the next', () => {
  const browser = area();
  jsonStore(() => browser).set('key', { a: [1] });
  expect(jsonStore(() => browser).get('key')).toEqual({ a: [1] });
  expect(jsonStore(() => browser).get('other')).toBeNull();
});

test('where the browser keeps nothing, values last as long as the page', () => {
  const kept = jsonStore(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  expect(kept.get('key')).toBeNull();
  kept.set('key', 'abc');
  expect(kept.get('key')).toBe('abc');
  kept.remove('key');
  expect(kept.get('key')).toBeNull();
});

test('where the area is full, the new value counts all the same', () => {
  const kept = jsonStore(() => area({ isFull: true }));
  kept.set('key', 1);
  kept.set('key', 2);
  expect(kept.get('key')).toBe(2);
});

test('what is not ours is nothing', () => {
  const browser = area();
  browser.setItem('key', '{not json');
  expect(jsonStore(() => browser).get('key')).toBeNull();
});
