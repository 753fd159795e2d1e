import { isIndex, isRecord, parsePlan, type Plan } from './plan';
import { parseRanges, type Ranges } from './ranges';
import type { Timestamp } from './stamp';

/** What the hub says to posted ops. Only a value of this shape is an acknowledgement. */
export interface OpsAnswer {
  now: Timestamp;
  trusted: boolean;
  durable: Ranges;
  replicated: Ranges;
  held: { seq: number; reason: string }[];
  refused: { seq: number; code: string; message: string }[];
  want: Ranges;
  plan: Plan | null;
}

/**
 * Reads the answer to `POST /ops`; null for anything else. A captive portal also
 * answers 200, so neither status nor content type counts, only the whole shape.
 */
export function parseAnswer(value: unknown): OpsAnswer | null {
  if (!isRecord(value)) return null;
  const now = parseTimestamp(value['now']);
  const durable = parseRanges(value['durable'] ?? null);
  const replicated = parseRanges(value['replicated'] ?? null);
  const want = parseRanges(value['want'] ?? null);
  const held = parseListed(value['held'], 'reason');
  const refused = parseListed(value['refused'], 'code');
  if (!now || !durable || !replicated || !want || !held || !refused) return null;
  if (typeof value['trusted'] !== 'boolean' || !isIndex(value['boot']) || !isIndex(value['mono']))
    return null;
  const plan = value['plan'] == null ? null : parsePlan(value['plan']);
  if (value['plan'] != null && plan === null) return null;
  return {
    now,
    trusted: value['trusted'],
    durable,
    replicated,
    held: held as OpsAnswer['held'],
    refused: refused as OpsAnswer['refused'],
    want,
    plan,
  };
}

function parseTimestamp(value: unknown): Timestamp | null {
  if (!Array.isArray(value) || value.length !== 2 || !isIndex(value[0]) || !isIndex(value[1])) return null;
  return [value[0], value[1]];
}

function parseListed(value: unknown, text: string): Record<string, unknown>[] | null {
  if (!Array.isArray(value)) return null;
  const good = value.every(
    (entry) => isRecord(entry) && isIndex(entry['seq']) && typeof entry[text] === 'string',
  );
  return good ? (value as Record<string, unknown>[]) : null;
}
