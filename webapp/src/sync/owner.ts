import { type Database, readMeta } from './database';

/** How long a lease lasts unless renewed, in milliseconds. */
const leaseTime = 6000;

/** Decides which tab of this tablet talks to the hub. Numbering needs no owner; sending twice would only waste air time. */
export interface Owner {
  /** Whether this tab may send now; asking renews the claim. */
  claim(): Promise<boolean>;
  /** Lets another tab have it. */
  release(): Promise<void>;
}

/** Owns by the browser's lock manager where there is one, else by a lease in the database. */
export function createOwner(db: Database, tab: number, now: () => number = Date.now): Owner {
  return 'locks' in navigator ? lockOwner() : leaseOwner(db, tab, now);
}

function lockOwner(): Owner {
  let held: Promise<boolean> | null = null;
  let release: () => void = () => undefined;
  const claim = (): Promise<boolean> =>
    new Promise((resolve) => {
      void navigator.locks.request('darasa-sender', { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<void>((done) => (release = done)) : undefined;
      });
    });
  return {
    async claim() {
      const mine = await (held ??= claim());
      if (!mine) held = null;
      return mine;
    },
    release: () => {
      held = null;
      release();
      return Promise.resolve();
    },
  };
}

/** Owns by a lease record; exported for its test. */
export function leaseOwner(db: Database, tab: number, now: () => number): Owner {
  return {
    async claim() {
      const tx = db.transaction('meta', 'readwrite');
      const lease = (await tx.store.get('lease')) as { tab: number; until: number } | undefined;
      const time = now();
      // A lease from further ahead than one can last was taken before the calendar jumped.
      const running = lease !== undefined && lease.until > time && lease.until <= time + leaseTime;
      const mine = !running || lease.tab === tab;
      if (mine) await tx.store.put({ tab, until: time + leaseTime }, 'lease');
      await tx.done;
      return mine;
    },
    async release() {
      const lease = await readMeta(db, 'lease');
      if (lease?.tab === tab) await db.delete('meta', 'lease');
    },
  };
}
