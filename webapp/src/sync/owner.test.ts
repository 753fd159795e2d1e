import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from './database';
import { createOwner, leaseOwner } from './owner';

/** The browser's lock manager as far as one name needs it. */
class FakeLocks {
  held = false;
  request = async (
    _name: string,
    _options: object,
    act: (lock: object | null) => Promise<void> | undefined,
  ) => {
    if (this.held) return act(null);
    this.held = true;
    await act({});
    this.held = false;
    return undefined;
  };
}

let db: Database;
let count = 0;
beforeEach(async () => {
  db = await openDatabase(`owner-${count++}`);
});
afterEach(() => vi.unstubAllGlobals());

describe('with locks', () => {
  it('one tab owns until it lets go, and asking again costs nothing', async () => {
    const locks = new FakeLocks();
    vi.stubGlobal('navigator', { locks });
    const [one, two] = [createOwner(db, 1), createOwner(db, 2)];
    expect([await one.claim(), await two.claim(), await one.claim(), await two.claim()]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    await one.release();
    await Promise.resolve();
    expect(await two.claim()).toBe(true);
    expect(await db.get('meta', 'lease')).toBeUndefined();
  });
});

describe('with a lease', () => {
  it('is what tablets over plain http use', async () => {
    vi.stubGlobal('navigator', {});
    expect(await createOwner(db, 1).claim()).toBe(true);
    expect(await createOwner(db, 2).claim()).toBe(false);
  });

  it('is renewed by asking, so a working tab keeps it', async () => {
    let now = 0;
    const [one, two] = [leaseOwner(db, 1, () => now), leaseOwner(db, 2, () => now)];
    for (; now < 60_000; now += 4000)
      expect([await one.claim(), await two.claim()], `at ${now}`).toEqual([true, false]);
  });

  it('cannot be released by a tab that does not have it', async () => {
    const [one, two] = [leaseOwner(db, 1, () => 0), leaseOwner(db, 2, () => 0)];
    await one.claim();
    await two.release();
    expect(await two.claim()).toBe(false);
    await one.release();
    expect(await two.claim()).toBe(true);
  });

  it('goes to one of many that ask at once', async () => {
    const owners = Array.from({ length: 12 }, (_, tab) => leaseOwner(db, tab, () => 0));
    const claims = await Promise.all(owners.map((owner) => owner.claim()));
    expect(claims.filter(Boolean).length).toBe(1);
  });
});
