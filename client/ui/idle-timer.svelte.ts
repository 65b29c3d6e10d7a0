/** Whether anybody is at the page: what only they need hides while nobody is. */

/** Milliseconds without a touch after which nobody is. */
const restAfter = 4_000;

export class IdleTimer {
  #isResting = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  get isResting(): boolean {
    return this.#isResting;
  }

  /** Called at each touch, key or move of the mouse, and once to begin with. */
  wake = (): void => {
    this.#isResting = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#isResting = true), restAfter);
  };

  close(): void {
    clearTimeout(this.#timer);
  }
}
