/** Dark or light: as the device prefers, until somebody uses the switch. */
import type { Theme } from './colour.ts';
import { storage } from '../storage/storage.ts';

class ThemeSwitch {
  #chosen = $state<Theme | null>(null);
  #preferred = $state<Theme>('dark');

  get current(): Theme {
    return this.#chosen ?? this.#preferred;
  }

  /** Reads what was chosen and what the device prefers, and follows both from now on. */
  follow(): void {
    const light = matchMedia('(prefers-color-scheme: light)');
    this.#chosen = storage.get<Theme>('theme');
    this.#preferred = light.matches ? 'light' : 'dark';
    this.#apply();
    light.addEventListener('change', () => {
      this.#preferred = light.matches ? 'light' : 'dark';
      this.#apply();
    });
  }

  toggle(): void {
    this.#chosen = this.current === 'dark' ? 'light' : 'dark';
    storage.set('theme', this.#chosen);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset['theme'] = this.current;
  }
}

export const theme = new ThemeSwitch();
