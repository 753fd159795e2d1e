import { describe, expect, it } from 'vitest';
import { Clock, type ClockMemory, compareTimestamps, newMemory, nextTimestamp } from './stamp';

function machine(wall: number) {
  const state = { wall, mono: 0 };
  return {
    state,
    clock: new Clock({ wall: () => state.wall, mono: () => state.mono, random32: () => 4000000001 }),
  };
}

describe('clock', () => {
  it('never goes back when the calendar does', () => {
    const { state, clock } = machine(1_800_000_000_000);
    let memory: ClockMemory = newMemory;
    for (const wall of [1_800_000_000_000, 1_700_000_000_000, 0, 1_800_000_000_005, 1_900_000_000_000]) {
      state.wall = wall;
      const next = clock.next(memory);
      expect(compareTimestamps(next.last, memory.last), `calendar ${wall}`).toBeGreaterThan(0);
      memory = next;
    }
    expect(memory.last).toEqual([190_000_000_000, 0]);
  });

  it('counts within a tick and carries over', () => {
    expect(nextTimestamp([5, 0])).toEqual([5, 1]);
    expect(nextTimestamp([5, 0xffffffff])).toEqual([6, 0]);
  });

  it('follows the hub, and then the monotonic clock alone', () => {
    const { state, clock } = machine(Date.UTC(2031, 0, 1));
    const hub = [179_543_520_070, 0] as const;
    state.mono = 1000;
    const memory = clock.meet(newMemory, hub, true);
    state.mono = 3000;
    state.wall = 0;
    expect(clock.next(memory).last).toEqual([179_543_520_070 + 200, 0]);
  });

  it('keeps the offset across page loads', () => {
    const first = machine(1_000_000);
    const memory = first.clock.meet(newMemory, [500_000, 0], true);
    const second = machine(1_002_000);
    expect(second.clock.next(memory).last).toEqual([500_200, 0]);
  });

  it('does not believe a hub that has no trusted time', () => {
    const { clock } = machine(1_800_000_000_000);
    expect(clock.meet(newMemory, [12, 0], false)).toEqual(newMemory);
  });

  it('states its moment in ticks of this page load', () => {
    const { state, clock } = machine(0);
    state.mono = 512_349;
    expect(clock.moment()).toEqual({ boot: 4000000001, mono: 51234 });
  });
});
