/** Keys that work anywhere on a page, except where the focus is on something that wants them itself. */

export function onKeys(actions: Record<string, () => void>): (event: KeyboardEvent) => void {
  return (event) => {
    const action = actions[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOwnUse =
      event.target instanceof Element && event.target.closest('button, a, input, select, textarea') !== null;
    if (isOwnUse && (event.key === ' ' || event.key === 'Enter')) return;
    event.preventDefault();
    action();
  };
}
