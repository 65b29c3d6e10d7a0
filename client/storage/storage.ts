/** Key-value stores of JSON over the browser's storage areas, with a fallback in memory. */

export interface KeyValueStore {
  /** The value of a key; null where it is missing or cannot be parsed. */
  get<T>(key: string): T | null;
  set(key: string, value: unknown): void;
  remove(key: string): void;
}

/**
 * A store in one area. In private windows, or where the school blocks it, an area may throw at any access: values
 * are then held in memory, as long as the page is open.
 */
export function jsonStore(area: () => Storage): KeyValueStore {
  const memory = new Map<string, string>();
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
  };
}

export const storage = jsonStore(() => localStorage);
/** Cleared when the tab is closed. */
export const tabStorage = jsonStore(() => sessionStorage);
