/** The password that a server may ask its hosts for: kept while this tab is open, and nowhere else. */
import { tabStorage } from './storage.ts';

/** The one that was good before; empty where there was none. */
export function keptPassword(storage = tabStorage): string {
  return storage.get<string>('hostPassword') ?? '';
}

export function keepPassword(password: string, storage = tabStorage): void {
  if (password !== '') storage.set('hostPassword', password);
}
