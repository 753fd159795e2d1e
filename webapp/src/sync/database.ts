import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB, type StoreNames } from 'idb';
import type { ExtrasFile, KeptContents, Part, SoundFile } from '../learner/pack';
import type { Op } from './op';
import type { Choice, Plan } from './plan';
import type { ClockMemory } from './stamp';

/** One gapless series of this tablet's ops at one hub. */
export interface Stream {
  epoch: number;
  hub: string;
  device: number;
  secret: string;
  /** The tablet's number as the class knows it. */
  number: number;
  /** The sequence number the next op gets. */
  next: number;
}

/** An op kept under its stream; `refused` says why the hub could not read it. */
export interface Kept {
  epoch: number;
  seq: number;
  op: Op;
  refused?: string;
}

/** An answer the stored plan does not know of yet; it is folded into the plan after a reload. */
export interface Answered {
  epoch: number;
  seq: number;
  learner: string;
  item: number;
  instance: number;
  correct: boolean;
  hints: number;
  duration: number;
  at: number;
  /** Her part, when two answered together: role 1 entered the answer, 2 checked it; vote 1 agreed, 2 asked to try again. */
  pair?: { role: number; vote: number; firstRight: boolean };
}

/** A half-done item, kept for when its learner comes back. */
export interface HalfDone {
  learner: string;
  choice: Choice;
  catalogue: string;
  typed: string;
  hints: number;
  /** Whether the second explanation was asked for. */
  another?: boolean;
  /** Ticks spent on it so far. */
  spent: number;
}

/** A learner as the class list shows her. */
export interface LearnerCard {
  id: string;
  name: string;
  animal: string;
  wave: number;
  grade: number;
  language: string;
}

/** The class this tablet belongs to, as last heard from the hub. */
export interface ClassList {
  classroom: { id: string };
  learners: LearnerCard[];
  catalogue: string;
  /** Names the contents page of the pack. */
  pack: string;
  snapshot: number;
  demo: boolean;
  /** Called to the tablets by a teacher, 0 or missing for none. */
  wave?: number;
}

/** A recording by a person: the piece it says, and the name it is kept under. */
export interface Heard {
  language: string;
  text: string;
  name: string;
}

/** Small single values, each under its own name. */
export interface Meta {
  clock: ClockMemory;
  /** Epoch of the stream new ops go to. */
  stream: number;
  class: ClassList;
  /** What people of the school recorded. */
  voice: Heard[];
  lease: { tab: number; until: number };
}

interface Schema extends DBSchema {
  meta: { key: string; value: Meta[keyof Meta] };
  streams: { key: number; value: Stream };
  outbox: { key: [number, number]; value: Kept };
  archive: { key: [number, number]; value: Kept };
  history: { key: [number, number]; value: Answered; indexes: { learner: string } };
  half: { key: string; value: HalfDone };
  plans: { key: string; value: Plan };
  contents: { key: string; value: KeptContents };
  parts: { key: string; value: Part | SoundFile | ExtrasFile };
  courses: { key: string; value: Uint8Array };
  snapshots: { key: number; value: Uint8Array };
}

export type Database = IDBPDatabase<Schema>;

/** A store inside a transaction that may write. */
export type Store<Name extends StoreNames<Schema>> = IDBPObjectStore<
  Schema,
  ArrayLike<StoreNames<Schema>>,
  Name,
  'readwrite'
>;

/** Opens this origin's database, creating or upgrading it. */
export function openDatabase(name = 'darasa'): Promise<Database> {
  return openDB<Schema>(name, 2, {
    upgrade(db, from) {
      if (from < 2) {
        // Version 1 kept packs whole; they come again in parts.
        if (from === 1) db.deleteObjectStore('packs' as never);
        db.createObjectStore('contents', { keyPath: 'catalogue' });
        db.createObjectStore('parts');
      }
      if (from >= 1) return;
      db.createObjectStore('meta');
      db.createObjectStore('streams', { keyPath: 'epoch' });
      db.createObjectStore('outbox', { keyPath: ['epoch', 'seq'] });
      db.createObjectStore('archive', { keyPath: ['epoch', 'seq'] });
      db.createObjectStore('history', { keyPath: ['epoch', 'seq'] }).createIndex('learner', 'learner');
      db.createObjectStore('half', { keyPath: 'learner' });
      db.createObjectStore('plans', { keyPath: 'learner' });
      db.createObjectStore('courses');
      db.createObjectStore('snapshots');
    },
    // Another tab with a newer app waits for this one to let go.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}

/** Reads a small value. */
export async function readMeta<K extends keyof Meta>(db: Database, name: K): Promise<Meta[K] | undefined> {
  return (await db.get('meta', name)) as Meta[K] | undefined;
}

/** Writes a small value. */
export async function writeMeta<K extends keyof Meta>(db: Database, name: K, value: Meta[K]): Promise<void> {
  await db.put('meta', value, name);
}
