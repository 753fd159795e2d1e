import { isRecord } from '../sync/plan';
import { type Exchange, parseExchange } from './exchange-shape';

/** What waits for a second holder. */
export interface Waiting {
  ops: number;
  bytes: number;
  /** Tick of the oldest, 0 when nothing waits. */
  since: number;
  /** How long handing over takes, by the last exchange. */
  seconds: number;
}

/** One thing that somebody should know of, and since when, in ticks; 0 is not known. */
export type Matter =
  | { kind: 'held'; reason: string; n: number; since: number }
  | { kind: 'unreadable'; lacks: string; n: number }
  | { kind: 'refused'; tablet: number; n: number; since: number }
  | { kind: 'alarm'; tablet: number; n: number }
  | { kind: 'lost'; tablet: number; n: number }
  | { kind: 'copy'; live: boolean; since: number }
  | { kind: 'repair'; n: number; since: number };

/** Children who were forgotten, and how far that has come. */
export interface Forgotten {
  learners: number;
  /** Of whom this hub may still hold something. */
  pending: number;
  /** Parts that the cloud still holds as they were. */
  waiting: number;
}

/** What is taught on the hub, and what is to come. */
export interface Content {
  pack: string;
  version: number;
  /** Here, and served from the next start; 0 for none. */
  next: number;
  /** On its way from the cloud: of its bytes so many are here; held says why it does not come on. */
  coming: { version: number; bytes: number; have: number; held: string } | null;
  /** Whether the cloud offers packs while nobody said whose are believed. */
  unpinned: boolean;
  /** Packs that are not served, each with its reason in the hub's own words. */
  refused: string[];
}

/** How the hub is. */
export interface State {
  now: number;
  /** Whether the hub knows a cloud; lastContact is a tick, 0 for never since the start. */
  cloud: boolean;
  lastContact: number;
  exchange: Exchange | null;
  waiting: Waiting;
  forgotten: Forgotten;
  /** null from a hub that does not tell. */
  content: Content | null;
  matters: Matter[];
}

const number = (value: unknown): number => (Number.isFinite(value) ? Number(value) : 0);
const list = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** Reads the state from untrusted values: the status and what needs attention. */
export function parseState(status: unknown, attention: unknown): State | null {
  if (!isRecord(status) || !isRecord(status['cloud']) || !isRecord(attention)) return null;
  const waiting = attention['waiting'];
  if (!isRecord(waiting)) return null;
  return {
    now: number(attention['now']),
    cloud: status['cloud']['url'] !== '',
    lastContact: number(status['cloud']['lastContact']),
    exchange: parseExchange(status['cloud']),
    waiting: {
      ops: number(waiting['ops']),
      bytes: number(waiting['bytes']),
      since: number(waiting['since']),
      seconds: number(waiting['seconds']),
    },
    forgotten: parseForgotten(status['erasures']),
    content: parseContent(status['content']),
    matters: [
      ...list(attention['copies']).map(({ live, since }): Matter => ({
        kind: 'copy',
        live: live === true,
        since: number(since),
      })),
      ...list(attention['repairs']).map(({ at, ops, segments }): Matter => ({
        kind: 'repair',
        n: number(ops) + number(segments),
        since: number(at),
      })),
      ...byTablet(list(attention['lost'])),
      ...list(attention['alarms']).map(({ device, ops }): Matter => ({
        kind: 'alarm',
        tablet: number(device),
        n: number(ops),
      })),
      ...list(attention['refused']).map(({ source, texts, at }): Matter => ({
        kind: 'refused',
        tablet: Number(String(source).split('/')[1] ?? 0) || 0,
        n: number(texts),
        since: number(at),
      })),
      ...list(attention['held']).map(({ reason, ops, since }): Matter => ({
        kind: 'held',
        reason: String(reason),
        n: number(ops),
        since: number(since),
      })),
      ...list(attention['segments']).map(({ lacks, ops }): Matter => ({
        kind: 'unreadable',
        lacks: String(lacks),
        n: number(ops),
      })),
    ],
  };
}

/** Missing ranges, counted per tablet. */
function byTablet(ranges: Record<string, unknown>[]): Matter[] {
  const counts = new Map<number, number>();
  for (const { device, from, to } of ranges) {
    const tablet = number(device);
    counts.set(tablet, (counts.get(tablet) ?? 0) + number(to) - number(from) + 1);
  }
  return [...counts].map(([tablet, n]) => ({ kind: 'lost', tablet, n }));
}

function parseForgotten(value: unknown): Forgotten {
  const of = (name: string): number => (isRecord(value) ? number(value[name]) : 0);
  return { learners: of('learners'), pending: of('pending'), waiting: of('waiting') };
}

function parseContent(value: unknown): Content | null {
  if (!isRecord(value) || typeof value['pack'] !== 'string') return null;
  const { pack, coming, refused } = value;
  return {
    pack,
    version: number(value['version']),
    next: number(value['next']),
    coming: isRecord(coming)
      ? {
          version: number(coming['version']),
          bytes: number(coming['bytes']),
          have: number(coming['have']),
          held: typeof coming['held'] === 'string' ? coming['held'] : '',
        }
      : null,
    unpinned: value['unpinned'] === true,
    refused: Array.isArray(refused) ? refused.map(String) : [],
  };
}
