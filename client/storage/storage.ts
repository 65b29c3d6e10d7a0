/** Key-value stores of JSON over the browser's storage areas, with a fallback in the tab's history. */

export interface KeyValueStore {
  /** The value of a key; null where it is missing or cannot be parsed. */
  get<T>(key: string): T | null;
  set(key: string, value: unknown): void;
  remove(key: string): void;
  /** Whether all pages of this device share the value of a key; one that is not stored is this page's alone. */
  isShared(key: string): boolean;
}

/**
 * Values in the state of the tab's entry in its history, which outlives a reload where the browser stores nothing. The
 * browser may refuse it, as Safari does a hundred changes in half a minute: then they are held in memory.
 */
export class HistoryValues extends Map<string, string> {
  constructor() {
    super();
    const state = history.state as { values?: Record<string, string> } | null;
    for (const [key, value] of Object.entries(state?.values ?? {})) super.set(key, value);
  }

  override set(key: string, value: string): this {
    super.set(key, value);
    this.#write();
    return this;
  }

  override delete(key: string): boolean {
    const had = super.delete(key);
    if (had) this.#write();
    return had;
  }

  #write(): void {
    try {
      history.replaceState({ values: Object.fromEntries(this) }, '');
    } catch {
      // the next change writes all of them
    }
  }
}

/**
 * A store in one area. In private windows, or where the school blocks it, an area may throw at any access: values
 * are then held by the fallback.
 */
export function jsonStore(area: () => Storage, memory = new Map<string, string>()): KeyValueStore {
  const attempt = <T>(access: (area: Storage) => T): T | undefined => {
    try {
      return access(area());
    } catch {
      return undefined;
    }
  };
  return {
    get<T>(key: string): T | null {
      const text = memory.get(key) ?? attempt((area) => area.getItem(key)) ?? null;
      try {
        return text === null ? null : (JSON.parse(text) as T);
      } catch {
        return null;
      }
    },
    set(key, value) {
      const text = JSON.stringify(value);
      const stored = attempt((area) => {
        area.setItem(key, text);
        return true;
      });
      if (stored) memory.delete(key);
      else memory.set(key, text);
    },
    remove(key) {
      memory.delete(key);
      attempt((area) => area.removeItem(key));
    },
    isShared: (key) => !memory.has(key),
  };
}

const fallback = typeof history === 'undefined' ? new Map<string, string>() : new HistoryValues();

export const storage = jsonStore(() => localStorage, fallback);
/** Cleared when the tab is closed. */
export const tabStorage = jsonStore(() => sessionStorage, fallback);
