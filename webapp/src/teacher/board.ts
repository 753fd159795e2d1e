import { signal } from '@preact/signals';
import { base, post } from '../hub/client';
import { Live } from '../hub/live';
import { isRecord } from '../sync/plan';
import { type Board, parseBoard } from './board-shape';

/** How the board reaches this phone. */
export type Link = 'live' | 'polling' | 'away';

export const board = signal<Board | null>(null);
export const link = signal<Link>('polling');
/** How far the hub's clock is ahead of this phone's, in ticks, as the newest board came. */
export const ahead = signal(0);
/** Whether the hub wants a sign-in first. */
export const signedOut = signal(false);
/** Whether the hub's class is an invented one. */
export const demo = signal(false);
/** Whether the hub is new and waits for its first teacher; null until it said so. */
export const empty = signal<boolean | null>(null);

let live: Live | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Follows the board: pushed over a WebSocket, asked for every two seconds when there is none. */
export function follow(): void {
  stop();
  void ask();
  void post('/hub').then(({ body }) => {
    demo.value = isRecord(body) && body['demo'] === true;
    empty.value = isRecord(body) && body['setup'] === true;
  });
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

/** What makes a class's hub of an empty one. */
export interface Setup {
  code: string;
  school: string;
  classroom: string;
  name: string;
  password: string;
}

/** Sets an empty hub up and signs in; gives the status, 0 when the hub is away. */
export async function setUp(setup: Setup): Promise<{ status: number; wait: number }> {
  const { status, retryAfter } = await post('/setup', { body: setup });
  if (status === 200) {
    empty.value = signedOut.value = false;
    follow();
  }
  if (status === 409) empty.value = false;
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

/** A help just noted, until another is or it is taken back. */
export const lastHelp = signal<{ learners: string[]; at: number[] } | null>(null);

/** Notes that these learners were helped; says whether the hub took it. */
export async function help(learners: string[], what: string): Promise<boolean> {
  const answers = await Promise.all(
    learners.map((learner) => post('/teacher/helped', { body: { learner, what } })),
  );
  const at = answers.map(({ body }) => (isRecord(body) && typeof body['at'] === 'number' ? body['at'] : 0));
  if (at.includes(0)) return false;
  lastHelp.value = { learners, at };
  await ask();
  return true;
}

/** Takes the last help back; says whether the hub took it. */
export async function takeBackHelp(): Promise<boolean> {
  const last = lastHelp.value;
  if (!last) return true;
  const answers = await Promise.all(
    last.learners.map((learner, i) => post('/teacher/helped', { body: { learner, undo: last.at[i] } })),
  );
  if (answers.some(({ status }) => status !== 200)) return false;
  lastHelp.value = null;
  await ask();
  return true;
}

/** Says who is absent today, all others being here, and which wave begins; says whether the hub took it. */
export async function attend(absent: string[], wave: number): Promise<boolean> {
  const { status } = await post('/teacher/attendance', { body: { absent, wave } });
  await ask();
  return status === 200;
}

/** Calls a wave to the tablets, 0 for none; says whether the hub took it. */
export async function callWave(wave: number): Promise<boolean> {
  const { status } = await post('/teacher/wave', { body: { wave } });
  await ask();
  return status === 200;
}

/** Clocks this close agree: a minute, in ticks. */
export const agreeing = 6000;

/** The tick this phone's clock shows. */
export function thisTick(): number {
  return Math.round(Date.now() / 10);
}

let telling = false;

/** Tells the hub the time of this phone; says whether the hub took it. */
export async function tellTime(): Promise<boolean> {
  if (telling) return false;
  telling = true;
  const { status } = await post('/teacher/clock', { body: { real: thisTick() } });
  telling = false;
  if (status === 200) await ask();
  return status === 200;
}

/** Says how rewards are shown to the whole class; says whether the hub took it. */
export async function setRewards(rewards: Board['rewards']): Promise<boolean> {
  const { status } = await post('/teacher/rewards', { body: { rewards } });
  await ask();
  return status === 200;
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
  if (!fresh) return;
  ahead.value = fresh.now - thisTick();
  board.value = fresh;
  if (!fresh.trusted && Math.abs(ahead.value) < agreeing) void tellTime();
}
