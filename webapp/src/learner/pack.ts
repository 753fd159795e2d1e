import { isIndex, isRecord } from '../sync/plan';
import type { Move, Task } from './exercise/tools/board';

/** Text per language code. */
export type Words = Record<string, string>;

export interface Skill {
  id: string;
  picture: string;
  title: Words;
  can: Words;
  /** Codes of a national curriculum, such as `snc-2020/maths/2/numbers/…`; on a contents page only. */
  outcome?: string[];
  /** Places of the skills that this one builds on. */
  after?: number[];
}

/** What to draw beside an exercise; names point into the instance's values. */
export interface Layout {
  kind: string;
  [name: string]: unknown;
}

export interface Generator {
  id: string;
  format: string;
  text: Record<string, Words>;
  stem: string[];
  hints: string[];
  steps: string[];
  /** What a story is about: bazaar, bus, cricket, farm or kitchen. */
  theme?: string;
  layout: Layout;
  /** A second explanation, which never shows the answer, with a drawing of its own where that helps. */
  another?: { say: string[]; layout?: Layout };
  /** The key beside the digits: . / or : */
  sign?: string;
  /** What money is laid with, in rupees. */
  notes?: number[];
  /** For `group`, the texts that name the groups. */
  groups?: string[];
  /** What it can be worked out with. */
  tools?: Tool[];
}

/** A thing to work with; `a` and `b` name the values it is worked on with. */
export interface Tool {
  kind: string;
  op: string;
  a: string;
  b: string;
}

export type Values = Record<string, number | string>;

/** What stands on an option that is tapped by its picture. */
export type OptionPicture =
  | { kind: 'things'; thing: string; count: number }
  | { kind: 'fraction'; shape: 'circle' | 'bar'; parts: number; filled: number }
  | LaterPicture;

/** A drawing of the later years. */
export type LaterPicture =
  | { kind: 'clock'; time: string }
  | { kind: 'polygon' | 'angle'; size: number }
  | { kind: 'fold'; left: number; right: number; rows: number; columns: number };

/** The squared paper of written arithmetic. */
export interface Paper {
  columns: number;
  lines: { given?: string; sign?: string; rule?: boolean; small?: boolean }[];
  cells: PaperCell[];
}

/** A cell to fill: a digit of the answer, a place before it, or a mark that is free. */
export interface PaperCell {
  line: number;
  column: number;
  kind: 'digit' | 'lead' | 'aid';
  is: string;
  /** Places of the cells that come before it. */
  after?: number[];
}

export interface Instance {
  v: Values;
  answer: string;
  wrong: Record<string, string>;
  /** What `choice` and `picture` let tap, in the order to show. */
  options?: string[];
  /** For `picture`, what each option shows, place by place; for `group`, what each tile shows, if it is drawn. */
  pictures?: OptionPicture[];
  /** What `order` lets put in a row, and `group` into groups. */
  tiles?: string[];
  /** What `steps` is worked out on. */
  work?: Paper;
}

export interface Item {
  /** Place among the generators of its part. */
  generator: number;
  level: number;
  format: string;
  instances: Instance[];
}

/** The exercises of a skill, or of some of its generators: a file of its own, named by its hash. */
export interface Part {
  format: number;
  skill: Skill;
  generators: Generator[];
  items: Item[];
}

/** A line of the contents page: a part, and which of the engine's items it holds, in its own order. */
export interface PartLine {
  name: string;
  skill: number;
  items: number[];
}

/** A file of sound: a skill's, or that of numbers and signs (skill −1). */
export interface SoundLine {
  name: string;
  language: string;
  skill: number;
}

/** Clips by the text they say, as base64; `voice` says whose it is. */
export interface SoundFile {
  language: string;
  voice: string;
  clips: Record<string, string>;
}

/** A few screens that explain a skill, and questions at the end. */
export interface Lesson {
  id: string;
  skill: string;
  screens: { say: Words; draw: Task & { moves: Move[] } }[];
  questions: { ask: string; answer: string }[];
}

/** For those ahead; one without an answer is open. */
export interface Puzzle {
  id: string;
  grade: number;
  ask: Words;
  answer?: string;
}

export interface ExtrasFile {
  lessons: Lesson[];
  puzzles: Puzzle[];
}

/** Where lessons and puzzles are, and for which skills. */
export interface ExtrasLine {
  name: string;
  skills: string[];
  puzzles: number;
}

/** Everything about a pack but its exercises. */
export interface Contents {
  format: number;
  pack: string;
  version: number;
  catalogue: string;
  languages: string[];
  skills: Skill[];
  misconceptions: { id: string; title: Words }[];
  parts: PartLine[];
  extras?: ExtrasLine;
  /** What is recorded or rendered; it comes after the parts. */
  audio?: SoundLine[];
}

/** A contents page as this tablet keeps it, with its own name. */
export interface KeptContents extends Contents {
  name: string;
}

/** Everything needed to put one exercise on screen. */
export interface Exercise {
  item: Item;
  instance: Instance;
  generator: Generator;
  skill: Skill;
}

/** Takes an exercise out of its part; null when the part does not hold it. */
export function exerciseAt(part: Part, at: number, instance: number): Exercise | null {
  const item = part.items[at];
  const generator = item && part.generators[item.generator];
  const values = item?.instances[instance];
  return item && generator && values ? { item, instance: values, generator, skill: part.skill } : null;
}

/** At most as many parts as a pack has generators. */
const mostParts = 1024;

/** Reads a contents page from an untrusted value; null when its shape is wrong. */
export function parseContents(value: unknown): Contents | null {
  if (!isRecord(value) || typeof value['catalogue'] !== 'string') return null;
  const { skills, parts } = value;
  if (!Array.isArray(skills) || !Array.isArray(parts) || parts.length > mostParts) return null;
  const audio = value['audio'] ?? [];
  if (value['extras'] !== undefined && !isExtrasLine(value['extras'])) return null;
  if (!Array.isArray(audio) || !audio.every(isSoundLine)) return null;
  return parts.every(isLine) ? (value as unknown as Contents) : null;
}

const isSoundLine = (value: unknown): value is SoundLine =>
  isRecord(value) &&
  isPartName(value['name']) &&
  typeof value['language'] === 'string' &&
  Number.isInteger(value['skill']);

function isLine(value: unknown): value is PartLine {
  if (!isRecord(value) || !isIndex(value['skill']) || !Array.isArray(value['items'])) return false;
  return isPartName(value['name']) && value['items'].every(isIndex);
}

/** Reads a part from an untrusted value; null when its shape is wrong. */
export function parsePart(value: unknown): Part | null {
  if (!isRecord(value) || !isRecord(value['skill'])) return null;
  return Array.isArray(value['generators']) && Array.isArray(value['items'])
    ? (value as unknown as Part)
    : null;
}

/** Reads a file of sound from an untrusted value; null when its shape is wrong. */
export function parseSound(value: unknown): SoundFile | null {
  if (!isRecord(value) || !isRecord(value['clips']) || typeof value['voice'] !== 'string') return null;
  return Object.values(value['clips']).every((clip) => typeof clip === 'string')
    ? (value as unknown as SoundFile)
    : null;
}

/** Reads lessons and puzzles from an untrusted value; null when their shape is wrong. */
export function parseExtras(value: unknown): ExtrasFile | null {
  if (!isRecord(value)) return null;
  return Array.isArray(value['lessons']) && Array.isArray(value['puzzles'])
    ? (value as unknown as ExtrasFile)
    : null;
}

const isExtrasLine = (value: unknown): value is ExtrasLine =>
  isRecord(value) && isPartName(value['name']) && Array.isArray(value['skills']);

/** Whether this can name a file of a pack. */
export function isPartName(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
