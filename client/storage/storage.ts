/** What this device keeps between visits, as JSON; for this visit only where the browser keeps nothing. */

export interface Kept {
  /** The value under a name, or null where there is none, or none that can be read. */
  get<T>(name: string): T | null;
  set(name: string, value: unknown): void;
  remove(name: string): void;
}

/**
 * Values in one area, and in memory beside it: in private windows, or where the school blocks it, an area may
 * throw at any touch, and what is kept then lasts as long as the page.
 */
export function keptIn(area: () => Storage): Kept {
  const memory = new Map<string, string>();
  const attempt = <T>(touch: (area: Storage) => T): T | undefined => {
    try {
      return touch(area());
    } catch {
      return undefined;
    }
  };
  return {
    get<T>(name: string): T | null {
      const text = memory.get(name) ?? attempt((area) => area.getItem(name)) ?? null;
      try {
        return text === null ? null : (JSON.parse(text) as T);
      } catch {
        return null;
      }
    },
    set(name, value) {
      const text = JSON.stringify(value);
      const stored = attempt((area) => {
        area.setItem(name, text);
        return true;
      });
      if (stored) memory.delete(name);
      else memory.set(name, text);
    },
    remove(name) {
      memory.delete(name);
      attempt((area) => area.removeItem(name));
    },
  };
}

export const storage = keptIn(() => localStorage);
/** What goes as its tab is closed. */
export const tabStorage = keptIn(() => sessionStorage);
