import { isRecord } from '../sync/plan';

/** Another hub of the school. */
export interface Sister {
  hub: string;
  name: string;
  /** Where it answered last; empty until it was found. */
  url: string;
  /** Tick, 0 for never in this run. */
  lastContact: number;
}

/** A code that this hub shows for a while. */
export interface Offer {
  code: string;
  url: string;
  seconds: number;
}

/** Reads the paired hubs from an untrusted value. */
export function parseSisters(value: unknown): Sister[] | null {
  if (!isRecord(value) || !Array.isArray(value['sisters'])) return null;
  return value['sisters'].map(parseSister).filter((one) => one !== null);
}

export function parseSister(value: unknown): Sister | null {
  if (!isRecord(value) || typeof value['hub'] !== 'string') return null;
  return {
    hub: value['hub'],
    name: String(value['name'] ?? ''),
    url: String(value['url'] ?? ''),
    lastContact: Number(value['lastContact']) || 0,
  };
}

export function parseOffer(value: unknown): Offer | null {
  if (!isRecord(value) || typeof value['code'] !== 'string') return null;
  return { code: value['code'], url: String(value['url'] ?? ''), seconds: Number(value['seconds']) || 0 };
}

/** Letters and digits of a pairing code. */
export const codeLength = 16;

/** Why a pairing came to nothing, by what the hub answered. */
export type Failure = 'away' | 'wrong' | 'alone' | 'notHub' | 'silent' | 'failed';

export function failureOf(status: number): Failure {
  const known: Record<number, Failure> = {
    0: 'away',
    400: 'notHub',
    403: 'wrong',
    404: 'alone',
    503: 'silent',
  };
  return known[status] ?? 'failed';
}
