/** Colour theme: the device's preference, until somebody uses the switch. */
import type { Theme } from './colour.ts';

interface ThemeStore {
  get(key: 'theme'): Theme | null;
  set(key: 'theme', theme: Theme): void;
}

class ThemeSwitch {
  #chosen = $state<Theme | null>(null);
  #preferred = $state<Theme>('dark');
  #store: ThemeStore | null = null;

  get current(): Theme {
    return this.#chosen ?? this.#preferred;
  }

  /** Reads the choice and the device's preference, and follows both from now on. */
  follow(store: ThemeStore): void {
    this.#store = store;
    const light = matchMedia('(prefers-color-scheme: light)');
    this.#chosen = store.get('theme');
    this.#preferred = light.matches ? 'light' : 'dark';
    this.#apply();
    light.addEventListener('change', () => {
      this.#preferred = light.matches ? 'light' : 'dark';
      this.#apply();
    });
  }

  toggle(): void {
    this.#chosen = this.current === 'dark' ? 'light' : 'dark';
    this.#store?.set('theme', this.#chosen);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset['theme'] = this.current;
  }
}

export const theme = new ThemeSwitch();
