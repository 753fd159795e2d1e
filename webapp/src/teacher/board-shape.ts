import type { Exercise } from '../learner/pack';
import { isRecord } from '../sync/plan';
import { parseWords, type Words } from './advice';

/** What the hub sees of one learner. */
export type State = 'working' | 'stuck' | 'idle' | 'ahead' | 'away';

/** The states, those that need a person first. */
export const states: readonly State[] = ['stuck', 'idle', 'ahead', 'working', 'away'];

/** Why a learner struggles: a code, what it counts, and what it is about. */
export interface Signal {
  code: string;
  values: number[];
  skill: string;
  misconception: string;
}

export interface Row {
  id: string;
  name: string;
  animal: string;
  wave: number;
  /** The tablet's number; null when the learner is at none. */
  device: number | null;
  state: State;
  /** At a tablet now, with signal or without. */
  seated: boolean;
  /** At a tablet today. */
  here: boolean;
  /** A teacher said so today. */
  absent: boolean;
  skill: string;
  /** Tick since when the state holds. */
  since: number;
  right: number;
  wrong: number;
  hints: number;
  misconception: string;
  signals: Signal[];
  /** Times a teacher helped in the last seven days. */
  helped: number;
  waiting: boolean;
}

/** Whom to see to: one learner, or two who share a tablet. */
export interface Person {
  learners: string[];
  state: State;
}

/** The mistake most learners share now. */
export interface Reteach {
  misconception: string;
  skill: string;
  learners: number;
  of: number;
}

/** An exercise as learners see it, and what was answered. */
export interface Example {
  exercise: Pick<Exercise, 'generator' | 'instance'>;
  response: string;
}

/** How rewards may be shown, in the order of their numbers. */
export const rewards = ['usual', 'quiet', 'off'] as const;

export interface Board {
  now: number;
  /** Whether the hub was told the time since it started. */
  trusted: boolean;
  /** Called to the tablets, 0 for none. */
  wave: number;
  /** How rewards are shown to the whole class. */
  rewards: (typeof rewards)[number];
  learners: Row[];
  people: Person[];
  reteach: Reteach | null;
  words: Words;
  example: Example | null;
}

/** Reads a board from an untrusted value; rows of a shape unknown here are left out. */
export function parseBoard(value: unknown): Board | null {
  const body = isRecord(value) && isRecord(value['board']) ? value['board'] : value;
  if (!isRecord(body) || typeof body['now'] !== 'number' || !Array.isArray(body['learners'])) return null;
  const learners = records(body['learners'])
    .map(parseRow)
    .filter((row) => row !== null);
  return {
    now: body['now'],
    trusted: body['trusted'] !== false,
    wave: Number(body['wave'] ?? 0),
    rewards: rewards[Number(body['rewards'] ?? 0)] ?? 'usual',
    learners,
    people: records(body['people'])
      .map((person) => ({ learners: strings(person['learners']), state: person['state'] as State }))
      .filter(
        ({ learners: ids }) => ids.length > 0 && ids.every((id) => learners.some((row) => row.id === id)),
      ),
    reteach: parseReteach(body['reteach']),
    words: parseWords(body['words']),
    example: parseExample(body['example']),
  };
}

function parseRow(row: Record<string, unknown>): Row | null {
  const state = row['state'] as State;
  if (typeof row['id'] !== 'string' || !states.includes(state)) return null;
  return {
    id: row['id'],
    name: text(row['name']),
    animal: text(row['animal']),
    wave: Number(row['wave'] ?? 0),
    device: typeof row['device'] === 'number' && row['device'] > 0 ? row['device'] : null,
    state,
    seated: row['seated'] === true,
    here: row['here'] === true,
    absent: row['absent'] === true,
    skill: text(row['skill']),
    since: Number(row['since'] ?? 0),
    right: Number(row['right'] ?? 0),
    wrong: Number(row['wrong'] ?? 0),
    hints: Number(row['hints'] ?? 0),
    misconception: text(row['misconception']),
    signals: records(row['signals']).map((signal) => ({
      code: text(signal['code']),
      values: Array.isArray(signal['values']) ? signal['values'].map(Number) : [],
      skill: text(signal['skill']),
      misconception: text(signal['misconception']),
    })),
    helped: Number(row['helped'] ?? 0),
    waiting: row['waiting'] === true,
  };
}

function parseReteach(value: unknown): Reteach | null {
  if (!isRecord(value) || typeof value['misconception'] !== 'string') return null;
  return {
    misconception: value['misconception'],
    skill: text(value['skill']),
    learners: Number(value['learners'] ?? 0),
    of: Number(value['of'] ?? 0),
  };
}

/** Reads an exercise with its answer from an untrusted value. */
export function parseExample(value: unknown): Example | null {
  const exercise = isRecord(value) ? value['exercise'] : null;
  if (!isRecord(value) || !isRecord(exercise) || typeof value['response'] !== 'string') return null;
  const { generator, instance } = exercise;
  if (!isRecord(generator) || !isRecord(generator['layout']) || !Array.isArray(generator['stem']))
    return null;
  if (!isRecord(generator['text']) || !isRecord(instance) || !isRecord(instance['v'])) return null;
  return { exercise: exercise as unknown as Example['exercise'], response: value['response'] };
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
