import { call } from '../hub/client';
import { type Database, type Heard, readMeta, writeMeta } from '../sync/database';
import { isRecord } from '../sync/plan';
import { isPartName, parseSound } from './pack';

/** How long a tablet waits before it asks again which pieces people recorded, in milliseconds. */
const patience = 10 * 60_000;
/** A hub lists at most so many. */
const most = 5000;

/** Pieces of sentences that people of the school recorded; each is kept here until it is recorded anew. */
export class Voices {
  #db: Database;
  #ask: (path: string) => Promise<unknown>;
  #asked = -Infinity;
  #heard: Promise<Heard[]> | null = null;

  constructor(db: Database, ask: (path: string) => Promise<unknown>) {
    this.#db = db;
    this.#ask = ask;
  }

  /** Asks the hub, and fetches what is new in the languages of the class; what fails is asked for again later. */
  async refresh(languages: readonly string[], now = performance.now()): Promise<void> {
    if (now - this.#asked < patience) return;
    this.#asked = now;
    try {
      const heard = parseHeard(await this.#ask('/voice'));
      if (!heard) return;
      await writeMeta(this.#db, 'voice', heard);
      this.#heard = null;
      const held = new Set(await this.#db.getAllKeys('parts'));
      const missing = heard.filter(({ language, name }) => languages.includes(language) && !held.has(name));
      for (const { name } of missing) {
        const sound = parseSound(await this.#ask(`/voice/${name}`));
        if (sound) await this.#db.put('parts', sound, name);
      }
    } catch {
      this.#asked = -Infinity;
    }
  }

  /** The recordings of pieces in a language, as far as they are here, as base64 by text. */
  async of(language: string, pieces: readonly string[]): Promise<Record<string, string>> {
    this.#heard ??= readMeta(this.#db, 'voice').then((kept) => kept ?? []);
    const found: Record<string, string> = {};
    for (const { text, name, language: spoken } of await this.#heard) {
      if (spoken !== language || !pieces.includes(text)) continue;
      const clip = parseSound(await this.#db.get('parts', name))?.clips[text];
      if (clip !== undefined) found[text] = clip;
    }
    return found;
  }
}

/** How to ask the hub as this tablet. */
export const asTablet =
  (secret: string) =>
  (path: string): Promise<unknown> =>
    call(path, { secret });

/** Reads the list of recordings from an untrusted value; null when its shape is wrong. */
function parseHeard(value: unknown): Heard[] | null {
  if (!isRecord(value) || !Array.isArray(value['clips']) || value['clips'].length > most) return null;
  return value['clips'].filter(isHeard) as Heard[];
}

const isHeard = (one: unknown): boolean =>
  isRecord(one) &&
  typeof one['language'] === 'string' &&
  typeof one['text'] === 'string' &&
  isPartName(one['name']);
