/** Loading of a page anew where a part of it did not arrive, as after an update of the server. */

/**
 * Loads the page again if the server answers, and if it was not loaded again before: then this never resolves. Otherwise
 * the page is as it is, and says what is missing.
 */
export async function reloadOnce(): Promise<void> {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (navigation?.type === 'reload') return;
  const isServed = await fetch(location.href, { method: 'HEAD' }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isServed) return;
  location.reload();
  await new Promise(() => {});
}
