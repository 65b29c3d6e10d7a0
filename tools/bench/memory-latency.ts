/** Memory latency of random reads beyond a core's own caches. */

const bytes = 4 * 2 ** 20;
const reads = 5_000_000;

/** @returns nanoseconds from one read to the next, each of a random place that the last one tells, in 4 MB */
export function memoryLatency(): number {
  const next = Uint32Array.from({ length: bytes / 4 }, (_, index) => index);
  // one circle through all places (Sattolo 1986)
  for (let last = next.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * last);
    [next[last], next[other]] = [next[other]!, next[last]!];
  }
  let place = 0;
  const read = (times: number) => {
    for (let i = 0; i < times; i++) place = next[place]!;
  };
  read(reads / 10);
  const began = performance.now();
  read(reads);
  const nanoseconds = ((performance.now() - began) * 1e6) / reads;
  // what nobody looks at need not be read
  return place < next.length ? nanoseconds : NaN;
}
