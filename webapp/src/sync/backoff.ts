/** Waits after failures: 1 s, doubling to 60 s, each with up to half taken off at random so that a class does not call as one. */
export class Backoff {
  #failures = 0;
  #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Milliseconds to wait after one more failure; never less than `atLeast`. */
  fail(atLeast = 0): number {
    const full = Math.min(60_000, 1000 * 2 ** Math.min(this.#failures++, 6));
    return Math.max(atLeast, full * (1 - this.#random() / 2));
  }

  /** Forgets the failures. */
  succeed(): void {
    this.#failures = 0;
  }
}
