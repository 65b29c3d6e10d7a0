/** Disposal of several things as one. */
export function together<T extends Disposable>(all: T[]): T[] & Disposable {
  return Object.assign(all, {
    [Symbol.dispose]() {
      for (const one of all) one[Symbol.dispose]();
    },
  });
}
