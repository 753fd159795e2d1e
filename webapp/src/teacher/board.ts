import { signal } from '@preact/signals';
import { base, post } from '../hub/client';
import { Live } from '../hub/live';
import { isRecord } from '../sync/plan';

/** What the hub sees of one learner. */
export type State = 'working' | 'stuck' | 'idle' | 'ahead' | 'away';

/** The states, those that need a person first. */
export const states: readonly State[] = ['stuck', 'idle', 'ahead', 'working', 'away'];

/** A name in both languages, or in the only one there is. */
export type Named = string | Record<string, string> | null;

export interface Row {
  id: string;
  name: string;
  animal: string;
  /** The tablet's number; null when the learner is at none. */
  device: number | null;
  state: State;
  skill: Named;
  /** Tick since when the state holds. */
  since: number;
  right: number;
  wrong: number;
  hints: number;
  misconception: Named;
  waiting: boolean;
}

export interface Board {
  now: number;
  learners: Row[];
  reteach: { what: Named; n: number; all: number } | null;
}

/** How the board reaches this phone. */
export type Link = 'live' | 'polling' | 'away';

export const board = signal<Board | null>(null);
export const link = signal<Link>('polling');
/** Whether the hub wants a sign-in first. */
export const signedOut = signal(false);
/** Whether the hub's class is an invented one. */
export const demo = signal(false);

let live: Live | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Follows the board: pushed over a WebSocket, asked for every two seconds when there is none. */
export function follow(): void {
  stop();
  void ask();
  void post('/hub').then(({ body }) => (demo.value = isRecord(body) && body['demo'] === true));
  live = new Live(`${base}/teacher/live`, {
    open: () => (link.value = 'live'),
    message: receive,
    lost() {
      if (link.value === 'live') link.value = 'polling';
      void ask();
    },
  });
}

/** Stops following. */
export function stop(): void {
  live?.close();
  live = null;
  clearTimeout(timer);
}

/** Tries to sign in; gives the status, 0 when the hub is away. */
export async function signIn(name: string, password: string): Promise<{ status: number; wait: number }> {
  const { status, retryAfter } = await post('/teacher/sign-in', { body: { name, password } });
  if (status >= 200 && status < 300) {
    signedOut.value = false;
    follow();
  }
  return { status, wait: retryAfter ?? 0 };
}

/** Ends this phone's session at once. */
export async function signOut(): Promise<void> {
  stop();
  await post('/teacher/sign-out', { body: {} });
  board.value = null;
  signedOut.value = true;
}

/** Lets in a learner whose pictures failed; says whether the hub took it. */
export async function letIn(learner: string): Promise<boolean> {
  const { status } = await post('/teacher/let-in', { body: { learner } });
  return status >= 200 && status < 300;
}

async function ask(): Promise<void> {
  clearTimeout(timer);
  const { status, body } = await post('/teacher/board', { patience: 4000 });
  if (status === 401 || status === 403) {
    stop();
    signedOut.value = true;
    return;
  }
  if (status === 200) receive(body);
  if (link.value === 'live' || !live) return;
  link.value = status === 200 ? 'polling' : 'away';
  timer = setTimeout(() => void ask(), 2000);
}

function receive(message: unknown): void {
  const fresh = parseBoard(message);
  if (fresh) board.value = fresh;
}

/** Reads a board from an untrusted value; rows of a shape unknown here are left out. */
export function parseBoard(value: unknown): Board | null {
  const body = isRecord(value) && isRecord(value['board']) ? value['board'] : value;
  if (!isRecord(body) || typeof body['now'] !== 'number' || !Array.isArray(body['learners'])) return null;
  const rows = body['learners']
    .filter(isRecord)
    .map(parseRow)
    .filter((row) => row !== null);
  const reteach = isRecord(body['reteach']) ? body['reteach'] : null;
  return {
    now: body['now'],
    learners: rows,
    reteach: reteach && {
      what: named(reteach['misconception'] ?? reteach['title']),
      n: Number(reteach['learners'] ?? reteach['count'] ?? 0),
      all: Number(reteach['of'] ?? rows.length),
    },
  };
}

function parseRow(row: Record<string, unknown>): Row | null {
  const state = row['state'] as State;
  if (typeof row['id'] !== 'string' || !states.includes(state)) return null;
  return {
    id: row['id'],
    name: String(row['name'] ?? ''),
    animal: String(row['animal'] ?? ''),
    device: typeof row['device'] === 'number' && row['device'] > 0 ? row['device'] : null,
    state,
    skill: named(row['skill']),
    since: Number(row['since'] ?? 0),
    right: Number(row['right'] ?? 0),
    wrong: Number(row['wrong'] ?? 0),
    hints: Number(row['hints'] ?? 0),
    misconception: named(row['misconception']),
    waiting: row['waiting'] === true,
  };
}

function named(value: unknown): Named {
  if (typeof value === 'string') return value || null;
  return isRecord(value) ? (value as Record<string, string>) : null;
}
