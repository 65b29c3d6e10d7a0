/** Colour theme: the device's preference, until somebody uses the switch; that of forced colours where there are any. */
import type { Theme } from './colour.ts';

class ThemeSwitch {
  #chosen = $state<Theme | null>(null);
  #preferred = $state<Theme>('dark');
  #isForced = $state(false);
  #keep: (chosen: Theme) => void = () => undefined;

  get current(): Theme {
    return (this.#isForced ? null : this.#chosen) ?? this.#preferred;
  }

  /** Keeps the page in the theme from now on. @param chosen earlier, by the switch. @param keep stores a new choice */
  follow(chosen: Theme | null, keep: (chosen: Theme) => void): void {
    [this.#chosen, this.#keep] = [chosen, keep];
    const light = matchMedia('(prefers-color-scheme: light)');
    const forced = matchMedia('(forced-colors: active)');
    const prefer = () => {
      this.#preferred = light.matches ? 'light' : 'dark';
      this.#isForced = forced.matches;
    };
    prefer();
    for (const query of [light, forced]) query.addEventListener('change', prefer);
    $effect.root(() => {
      $effect.pre(() => void (document.documentElement.dataset['theme'] = this.current));
    });
  }

  toggle(): void {
    this.#chosen = this.current === 'dark' ? 'light' : 'dark';
    this.#keep(this.#chosen);
  }
}

export const theme = new ThemeSwitch();
