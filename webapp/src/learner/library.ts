import { call, HubError } from '../hub/client';
import type { Database, Heard } from '../sync/database';
import type { Choice } from '../sync/plan';
import {
  exerciseAt,
  isPartName,
  parseContents,
  parsePart,
  parseExtras,
  parseSound,
  type Contents,
  type Exercise,
  type ExtrasFile,
  type Part,
  type Skill,
} from './pack';

/** Gets a file of a pack by name: null when the hub does not hold it; throws when the hub is away. */
export type FetchPart = (name: string) => Promise<unknown>;

/** Which pack to have, and which of its parts before the others. */
export interface Wanted {
  catalogue: string;
  /** Names the contents page. */
  pack: string;
  first: string[];
}

/** Clips by the text they say, as base64; synthetic where a program said any of them. */
export interface Sound {
  clips: Record<string, string>;
  synthetic: boolean;
}

/** Parts kept in memory; the others wait in the database. */
const inMemory = 24;

/**
 * The packs of this tablet, part by part: shows an exercise as soon as its part is
 * here, and fetches the others in the background until all are, however often the
 * hub goes away meanwhile.
 */
export class Library {
  #db: Database;
  #fetch: FetchPart;
  #pause: (tries: number) => Promise<void>;
  #memory = new Map<string, Part>();
  #coming = new Map<string, Promise<Part | null>>();
  #contents = new Map<string, Contents & { name: string }>();
  #held: Promise<Set<string>> | null = null;
  #wanted: Wanted | null = null;
  #filling: Promise<void> | null = null;
  /** The languages whose sound is fetched. */
  languages: () => string[] = () => [];
  /** Called when a part or a contents page came. */
  onNews: () => void = () => undefined;

  constructor(db: Database, fetchPart: FetchPart, pause: (tries: number) => Promise<void> = backOff) {
    this.#db = db;
    this.#fetch = fetchPart;
    this.#pause = pause;
  }

  /** The exercise of a choice, from memory, the database or the hub; null when none has it. */
  async exercise(catalogue: string, choice: Choice): Promise<Exercise | null> {
    const places = await this.#places(catalogue, choice);
    for (const get of [this.#kept, this.#part]) {
      for (const { part, at } of places) {
        const found = await get(part).catch(() => null);
        if (found) return exerciseAt(found, at, choice.instance);
      }
    }
    return null;
  }

  /** The skills of a pack whose contents page is in memory. */
  skills(catalogue: string): Skill[] {
    return this.#contents.get(catalogue)?.skills ?? [];
  }

  /** The contents page of a catalogue, as this tablet keeps it. */
  async contents(catalogue: string): Promise<Contents | null> {
    const kept = this.#contents.get(catalogue) ?? (await this.#db.get('contents', catalogue));
    if (kept) this.#contents.set(catalogue, kept);
    return kept ?? null;
  }

  /** For each skill 1 when a part of it is not here, else 0; null without a contents page. */
  async missing(catalogue: string): Promise<Uint8Array | null> {
    const contents = await this.contents(catalogue);
    if (!contents) return null;
    const held = await this.#names();
    const mask = new Uint8Array(contents.skills.length);
    for (const { name, skill } of contents.parts) if (!held.has(name)) mask[skill] = 1;
    return mask;
  }

  /** The parts of a catalogue that are here, in the pack's order, with the engine's items in each. */
  async here(catalogue: string): Promise<{ name: string; items: number[]; part: Part }[]> {
    const found = [];
    for (const { name, items } of (await this.contents(catalogue))?.parts ?? []) {
      const part = await this.#kept(name);
      if (part) found.push({ name, items, part });
    }
    return found;
  }

  /** The skills of a pack whose contents page is in memory that have a lesson. */
  lessonsOf(catalogue: string): string[] {
    return this.#contents.get(catalogue)?.extras?.skills ?? [];
  }

  /** Lessons and puzzles of a pack, from the database or the hub; null when there are none. */
  async extras(catalogue: string): Promise<ExtrasFile | null> {
    const name = (await this.contents(catalogue))?.extras?.name;
    if (!name) return null;
    return parseExtras((await this.#db.get('parts', name)) ?? (await this.#fetch(name)));
  }

  /** What is recorded of a skill in a language, numbers included, as far as it is here; null for nothing. */
  async sound(language: string, skill: string): Promise<Sound | null> {
    const found: Sound = { clips: {}, synthetic: false };
    for (const { skills, audio = [] } of this.#contents.values()) {
      const place = skills.findIndex(({ id }) => id === skill);
      const lines = audio.filter((line) => line.language === language && [-1, place].includes(line.skill));
      for (const { name } of lines) {
        const file = parseSound(await this.#db.get('parts', name));
        Object.assign(found.clips, file?.clips);
        found.synthetic ||= file?.voice.includes('synthetic') ?? false;
      }
    }
    return Object.keys(found.clips).length > 0 ? found : null;
  }

  /** Fetches what is missing of a pack in the background; another want takes its place. */
  want(wanted: Wanted): void {
    if (!isPartName(wanted.pack)) return;
    this.#wanted = wanted;
    this.#filling ??= this.#fill().finally(() => (this.#filling = null));
  }

  /** Resolves when nothing wanted is missing. */
  async filled(): Promise<void> {
    await this.#filling;
  }

  async #fill(): Promise<void> {
    let tries = 0;
    const refused = new Set<string>();
    for (let wanted = this.#wanted; wanted; wanted = this.#wanted) {
      const name = await this.#nextMissing(wanted, refused);
      if (name === null) {
        if (refused.size === 0) await this.#tidy(wanted.catalogue).catch(() => undefined);
        if (this.#wanted === wanted) this.#wanted = null;
        continue;
      }
      try {
        const came = await this.#come(name, wanted);
        tries = 0;
        // What the hub does not hold holds up nothing else; the next plan names what it does.
        if (came) this.onNews();
        else refused.add(name);
      } catch {
        await this.#pause(tries++);
      }
    }
  }

  /** What to fetch next: the contents page, the parts asked for first, then the others. */
  async #nextMissing({ catalogue, pack, first }: Wanted, refused: Set<string>): Promise<string | null> {
    await this.contents(catalogue);
    const contents = this.#contents.get(catalogue);
    if (contents?.name !== pack) return refused.has(pack) ? null : pack;
    const held = await this.#names();
    const spoken = this.languages();
    const sound = (contents.audio ?? []).filter(({ language }) => spoken.includes(language));
    // Sound last: nobody waits for it.
    const rest = [...(contents.extras ? [contents.extras] : []), ...sound].map(({ name }) => name);
    const order = [...nearFirst(contents, first), ...rest];
    return order.find((name) => !held.has(name) && !refused.has(name)) ?? null;
  }

  #come(name: string, wanted: Wanted): Promise<Part | boolean | null> {
    if (name === wanted.pack) return this.#fetchContents(wanted);
    const { audio, extras } = this.#contents.get(wanted.catalogue) ?? {};
    const beside = extras?.name === name || audio?.some((line) => line.name === name);
    return beside ? this.#fetchBeside(name) : this.#part(name);
  }

  async #fetchBeside(name: string): Promise<boolean> {
    const came = await this.#fetch(name);
    const file = parseSound(came) ?? parseExtras(came);
    if (!file) return false;
    (await this.#names()).add(name);
    await this.#db.put('parts', file, name).catch(() => undefined);
    return true;
  }

  async #fetchContents({ catalogue, pack }: Wanted): Promise<boolean> {
    const contents = parseContents(await this.#fetch(pack));
    if (contents?.catalogue !== catalogue) return false;
    const kept = { ...contents, name: pack };
    this.#contents.set(catalogue, kept);
    await this.#db.put('contents', kept).catch(() => undefined);
    return true;
  }

  /** Where a choice's exercise stands: where the plan says, else where the contents page does. */
  async #places(catalogue: string, { item, part, at }: Choice): Promise<{ part: string; at: number }[]> {
    const said = isPartName(part) && at !== undefined ? [{ part, at }] : [];
    const line = (await this.contents(catalogue))?.parts.find(({ items }) => items.includes(item));
    if (!line || line.name === part) return said;
    return [...said, { part: line.name, at: line.items.indexOf(item) }];
  }

  #kept = async (name: string): Promise<Part | null> => {
    const part = this.#memory.get(name) ?? parsePart(await this.#db.get('parts', name));
    if (part) this.#remember(name, part);
    return part;
  };

  #part = async (name: string): Promise<Part | null> => {
    const kept = await this.#kept(name);
    if (kept) {
      // Another tab of this tablet may have fetched it since the names were read.
      (await this.#names()).add(name);
      return kept;
    }
    const coming = this.#coming.get(name) ?? this.#receive(name).finally(() => this.#coming.delete(name));
    this.#coming.set(name, coming);
    return coming;
  };

  async #receive(name: string): Promise<Part | null> {
    const part = parsePart(await this.#fetch(name));
    if (!part) return null;
    this.#remember(name, part);
    (await this.#names()).add(name);
    // Kept for the time without the hub; nobody waits for the disk.
    void this.#db.put('parts', part, name).catch(() => undefined);
    return part;
  }

  #remember(name: string, part: Part): void {
    this.#memory.delete(name);
    this.#memory.set(name, part);
    const [oldest] = this.#memory.keys();
    if (this.#memory.size > inMemory && oldest !== undefined) this.#memory.delete(oldest);
  }

  #names(): Promise<Set<string>> {
    return (this.#held ??= this.#db.getAllKeys('parts').then((names) => new Set(names)));
  }

  /** Drops packs that neither the hub nor a plan nor a half-done item speaks of, and their parts. */
  async #tidy(current: string): Promise<void> {
    const tx = this.#db.transaction(['contents', 'parts', 'plans', 'half', 'meta'], 'readwrite');
    const spoken = [...(await tx.objectStore('plans').getAll()), ...(await tx.objectStore('half').getAll())];
    const catalogues = new Set([current, ...spoken.map(({ catalogue }) => catalogue)]);
    const heard = (await tx.objectStore('meta').get('voice')) as Heard[] | undefined;
    const named = new Set<string>((heard ?? []).map(({ name }) => name));
    for (const page of await tx.objectStore('contents').getAll()) {
      if (catalogues.has(page.catalogue))
        for (const { name } of [...page.parts, ...(page.audio ?? []), ...(page.extras ? [page.extras] : [])])
          named.add(name);
      else await tx.objectStore('contents').delete(page.catalogue);
    }
    for (const name of await tx.objectStore('parts').getAllKeys())
      if (!named.has(name)) await tx.objectStore('parts').delete(name);
    await tx.done;
    this.#held = null;
  }
}

/** How to get files of packs from the hub. */
export function partsOf(secret: string): FetchPart {
  return (name) =>
    call(`/parts/${name}`, { secret }).catch((error: unknown) => {
      if (error instanceof HubError && error.status === 404) return null;
      throw error;
    });
}

/** Waits 2 s, then twice as long each time, a minute at most. */
function backOff(tries: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(60_000, 2000 * 2 ** Math.min(tries, 5))));
}

/**
 * The parts of a pack in the order to fetch them: those asked for, then the others of their
 * skills, then what builds directly on these (a week's work together), then the rest.
 */
export function nearFirst({ parts, skills }: Contents, first: readonly string[]): string[] {
  const asked = parts.filter(({ name }) => first.includes(name));
  const ready = new Set(asked.map(({ skill }) => skill));
  const builds = (at: number): boolean => (skills[at]?.after ?? []).some((before) => ready.has(before));
  const distance = (at: number): number => (ready.has(at) ? 0 : builds(at) ? 1 : 2);
  const others = [...parts].sort((a, b) => distance(a.skill) - distance(b.skill)).map(({ name }) => name);
  const known = new Set(others);
  return [...new Set([...first.filter((name) => known.has(name)), ...others])];
}
