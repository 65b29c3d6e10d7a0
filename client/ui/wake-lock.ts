/** Wake lock: keeps the screen on, where the device allows it (not on plain http). */

/** @returns a function that lets the screen go dark again */
export function keepAwake(): () => void {
  if (!('wakeLock' in navigator)) return () => {};
  let lock: WakeLockSentinel | null = null;
  const ask = async () => {
    if (document.hidden) return;
    lock = await navigator.wakeLock.request('screen').catch(() => null);
  };
  void ask();
  document.addEventListener('visibilitychange', ask);
  return () => {
    document.removeEventListener('visibilitychange', ask);
    void lock?.release();
  };
}
