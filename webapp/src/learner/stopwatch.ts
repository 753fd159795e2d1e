let begun = 0;
let before = 0;

/** Begins to count the time of an item that took `ticks` of 10 ms before. */
export function start(ticks: number): void {
  begun = performance.now();
  before = ticks;
}

/** Ticks of 10 ms spent on the item so far. */
export function spent(): number {
  return before + Math.round((performance.now() - begun) / 10);
}
