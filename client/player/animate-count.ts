/** Animated count, once per frame. */

const lasts = 1400;

/** Counts from 0 to `total` in a second and a half, once a frame; at once where motion is not wanted. */
export function animateCount(total: number, at: (upTo: number) => void): Promise<void> {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    at(total);
    return Promise.resolve();
  }
  const start = performance.now();
  return new Promise((done) => {
    const frame = (now: number) => {
      const share = Math.min(1, Math.max(0, now - start) / lasts);
      at(Math.ceil(share * total));
      if (share < 1) requestAnimationFrame(frame);
      else done();
    };
    requestAnimationFrame(frame);
  });
}
