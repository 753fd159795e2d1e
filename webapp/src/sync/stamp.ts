/**
 * Stamps for ops: an edit's place in the order (hybrid logical clock) and the
 * moment it happened on this page's monotonic clock. Nothing here trusts the
 * tablet's calendar for more than a first guess.
 */

/** `[tick, count]`: ticks of 10 ms since 1970 by the best clock there was, then a counter within the tick. */
export type Timestamp = readonly [tick: number, count: number];

/** A point on one run of a monotonic clock: which page load, and ticks of 10 ms within it. */
export interface Moment {
  boot: number;
  mono: number;
}

/** What a clock needs of the machine; tests bring their own. */
export interface Machine {
  /** Calendar milliseconds since 1970, possibly absurd. */
  wall(): number;
  /** Milliseconds since the page was loaded; never goes back. */
  mono(): number;
  /** A random integer of 32 bits. */
  random32(): number;
}

/** What a clock keeps across page loads. */
export interface ClockMemory {
  last: Timestamp;
  /** Hub ticks minus calendar ticks at the last contact. */
  offset: number;
}

const maxCount = 0xffffffff;

/** Orders timestamps by tick, then count: negative, zero or positive. */
export function compareTimestamps(a: Timestamp, b: Timestamp): number {
  return a[0] - b[0] || a[1] - b[1];
}

/** The smallest timestamp after `t` in its tick, or the first of the next tick when the count is used up. */
export function nextTimestamp([tick, count]: Timestamp): Timestamp {
  return count >= maxCount ? [tick + 1, 0] : [tick, count + 1];
}

/** Issues moments and timestamps for one page load. */
export class Clock {
  readonly boot: number;
  #machine: Machine;
  #contact: number | null = null;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.boot = machine.random32();
  }

  /** Where this page's monotonic clock stands. */
  moment(): Moment {
    return { boot: this.boot, mono: ticks(this.#machine.mono()) };
  }

  /** The calendar in ticks, unchecked. */
  wall(): number {
    return ticks(this.#machine.wall());
  }

  /** The best guess at the hub's clock, in ticks. */
  estimate(memory: ClockMemory): number {
    // Within a page load the monotonic clock carries the contact further: a child who
    // changes the tablet's date changes nothing.
    if (this.#contact !== null) return this.moment().mono + this.#contact;
    return Math.max(0, this.wall() + memory.offset);
  }

  /** Issues the next timestamp, always after every earlier one, and what to remember. */
  next(memory: ClockMemory): ClockMemory {
    const now = this.estimate(memory);
    return { ...memory, last: now > memory.last[0] ? [now, 0] : nextTimestamp(memory.last) };
  }

  /** Takes note of the hub's time; a hub without trusted time is not believed. */
  meet(memory: ClockMemory, hub: Timestamp, trusted: boolean): ClockMemory {
    if (!trusted) return memory;
    this.#contact = hub[0] - this.moment().mono;
    const last = compareTimestamps(hub, memory.last) > 0 ? hub : memory.last;
    return { last, offset: hub[0] - this.wall() };
  }
}

/** The memory of a clock that never issued anything. */
export const newMemory: ClockMemory = { last: [0, 0], offset: 0 };

/** The browser itself. */
export const browserMachine: Machine = {
  wall: () => Date.now(),
  mono: () => performance.now(),
  random32: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
};

function ticks(milliseconds: number): number {
  return Math.floor(milliseconds / 10);
}
