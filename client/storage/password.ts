/** The host password, stored until the tab is closed. */
import { tabStorage } from './storage.ts';

/** The one that was good before; empty where there was none. */
export function keptPassword(storage = tabStorage): string {
  return storage.get<string>('hostPassword') ?? '';
}

export function keepPassword(password: string, storage = tabStorage): void {
  if (password !== '') storage.set('hostPassword', password);
}
