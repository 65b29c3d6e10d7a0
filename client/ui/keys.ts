/** Keyboard shortcuts for a whole page, except where the focused element uses the key itself. */

/**
 * A handler of `keydown` for the window.
 *
 * @param actions what to do, by `KeyboardEvent.key`, letters in lower case
 */
export function onKeys(actions: Readonly<Record<string, () => unknown>>): (event: KeyboardEvent) => void {
  return (event) => {
    const { target } = event;
    const key = keyOf(event);
    const action = actions[key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof Element && wants(target, key)) return;
    event.preventDefault();
    action();
  };
}

/**
 * The key that is meant: what it writes where that is a Latin letter or a digit, and otherwise, as on a Cyrillic, Greek
 * or Arabic layout, for a dead key or an input method, what its place writes on a US keyboard.
 */
export function keyOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  if (/^[a-z0-9]$/i.test(key)) return key.toLowerCase();
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1]?.toLowerCase() ?? key;
}

/** A handler of `click`: a button that a mouse pressed gives the focus back, and with it space and Enter. */
export function giveFocusBack({ target, detail }: MouseEvent): void {
  if (detail > 0 && target instanceof Element) target.closest('button')?.blur();
}

function wants(target: Element, key: string): boolean {
  if (target.closest("input:not([type='range'], [type='radio'], [type='checkbox']), select, textarea"))
    return true;
  const presses = key === ' ' || key === 'Enter';
  return presses && target.closest("button, a, summary, input:not([type='range'])") !== null;
}
