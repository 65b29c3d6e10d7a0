/** Storage across pages, and in browsers that refuse it. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { knownReplays, rememberReplay } from '../../../client/storage/replays.ts';
import { HistoryValues, jsonStore } from '../../../client/storage/storage.ts';

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

test('where the browser stores nothing, a reload of the tab keeps the values, and no other page has them', async () => {
  const denied = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  const entry = {
    state: null as unknown,
    replaceState: (state: unknown) => void (entry.state = structuredClone(state)),
  };
  vi.stubGlobal('history', entry);
  onTestFinished(() => void vi.unstubAllGlobals());
  const open = () => jsonStore(denied, new HistoryValues());
  const page = open();
  page.set('key', { a: [1] });
  page.set('other', 1);
  page.remove('other');
  expect([page.isShared('key'), page.isShared('other')]).toEqual([false, true]);
  const reloaded = open();
  expect([reloaded.get('key'), reloaded.get('other')]).toEqual([{ a: [1] }, null]);
  entry.replaceState = denied;
  reloaded.set('key', 2);
  expect(reloaded.get('key')).toBe(2);
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

test('what a device saw of a session while it was played outlasts each opening of its replay', () => {
  const browser = area();
  const storage = jsonStore(() => browser);
  const replay = { id: 'an-id', code: 'BCDFG', title: '', at: 1 };
  rememberReplay({ ...replay, commitment: 'c', fixed: 'f' }, storage);
  rememberReplay({ ...replay, id: 'another' }, storage);
  rememberReplay({ ...replay, at: 2 }, storage);
  expect(knownReplays(storage)).toEqual([
    { ...replay, at: 2, commitment: 'c', fixed: 'f' },
    { ...replay, id: 'another' },
  ]);
});
