import type { Timestamp } from './stamp';

/** Numbered optional columns of an op, as the protocol lists them. */
export const column = {
  pair: 1,
  steps: 2,
  strategy: 3,
  language: 6,
  explanation: 7,
  why: 8,
  snapshot: 9,
  session: 12,
} as const;

/** How sure we are who sits at the tablet. */
export const assurance = { card: 0, away: 1, checked: 2, letIn: 3 } as const;
export type Assurance = (typeof assurance)[keyof typeof assurance];

/** One answer; never changed afterwards. `duration` is in ticks of 10 ms. */
export interface Attempt {
  learner: string;
  catalogue: string;
  item: number;
  instance: number;
  response: string;
  correct: boolean;
  duration: number;
  hints: number;
}

/** Who sits at the tablet from here on. */
export interface Session {
  learner: string;
  assurance: Assurance;
}

/** What this app writes; the stamp and the number come with recording. */
export type Draft = (
  | { kind: 'attempt'; attempt: Attempt }
  | { kind: 'session'; session: Session }
  | { kind: typeof reflectionKind; body: string }
) & {
  cols?: Record<string, string>;
};

/** The number of an op that says how a sitting went. */
export const reflectionKind = 13;

/** The body of such an op: its form, the learner, how it felt and what helped. */
export function reflectionBody(learner: string, feeling: number, helped: number): string {
  const id = learner.replace(/-/g, '').match(/../g) ?? [];
  return base64url(Uint8Array.from([1, ...id.map((byte) => parseInt(byte, 16)), feeling, helped]));
}

/** An op as it travels to the hub. */
export type Op = Draft & { seq: number; at: Timestamp; boot: number; mono: number };

/** What the one who checks says before anything is known. */
export const vote = { agree: 1, tryAgain: 2 } as const;
export type Vote = (typeof vote)[keyof typeof vote];

/** A child's part in an answer of two. */
export interface Part {
  role: number;
  vote: number;
  firstRight: boolean;
}

/** The part of the one who enters. */
export const drives: Part = { role: 1, vote: 0, firstRight: false };

/** Column 1: the driver's role alone; of the one who checks also the vote and whether what was entered first was right. */
export function pairColumn({ role, vote, firstRight }: Part): string {
  return base64url(Uint8Array.from(role === drives.role ? [role] : [role, vote, firstRight ? 1 : 0]));
}

/** Column 1 of a session opened beside the one before it. */
export const besideColumn = base64url(Uint8Array.of(2));

/** Encodes an unsigned varint as base64url without padding. */
export function varint(value: number): string {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return base64url(Uint8Array.from(bytes));
}

/** Decodes an unsigned varint from base64url. */
export function fromVarint(encoded: string): number {
  return fromBase64url(encoded).reduceRight((value, byte) => value * 128 + (byte & 127), 0);
}

/** Encodes text as UTF-8 in base64url without padding. */
export function text(value: string): string {
  return base64url(new TextEncoder().encode(value));
}

/** Encodes bytes as base64url without padding. */
export function base64url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Decodes base64url with or without padding; throws on anything else. */
export function fromBase64url(encoded: string): Uint8Array<ArrayBuffer> {
  const binary = atob(encoded.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
