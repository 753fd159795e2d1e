import { signal } from '@preact/signals';
import { call, HubError, post } from '../hub/client';
import {
  type ClassList,
  type Database,
  openDatabase,
  readMeta,
  type Stream,
  writeMeta,
} from '../sync/database';
import { currentStream, openStream, waiting } from '../sync/outbox';
import { createOwner } from '../sync/owner';
import { isIndex, isRecord, type Plan } from '../sync/plan';
import { Sender } from '../sync/sender';
import { browserMachine, Clock } from '../sync/stamp';
import { Tutor } from '../tutor/client';
import type { Chooser } from './chooser';
import { Library, partsOf } from './library';
import { asTablet, Voices } from './voices';

/** How this tablet stands with its hub. */
export type Enrolment = 'loading' | 'new' | 'joining' | 'failed' | 'away' | 'revoked' | 'joined';

export const enrolment = signal<Enrolment>('loading');
export const near = signal(true);
export const waitingAnswers = signal(0);
export const classList = signal<ClassList | null>(null);
/** Whether this tablet has a class to show; one that was refused goes on with the list it kept. */
export const belongs = (): boolean =>
  enrolment.value === 'joined' || (enrolment.value === 'revoked' && classList.value !== null);
export const tabletNumber = signal<number | null>(null);

/** Everything that lives as long as the page. */
export interface Tablet {
  db: Database;
  clock: Clock;
  sender: Sender;
  tutor: Tutor;
  library: Library;
  voices: Voices;
  stream: Stream;
  /** Who chooses for the learner at the tablet, if someone sits there. */
  chooser: Chooser | null;
  /** Called with a fresh plan for that learner. */
  onPlan: (plan: Plan) => void;
}

/** The tablet once it is enrolled. */
export let tablet: Tablet | null = null;

/** The other tabs of this tablet. */
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('darasa') : null;

/** Opens the database, enrols with the link's token if it must, and starts sending. */
export async function boot(): Promise<void> {
  const db = await openDatabase();
  const token = new URLSearchParams(location.hash.slice(1)).get('t');
  let stream = await currentStream(db);
  if (token !== null && (!stream || !(await known(stream))))
    stream = (await enrol(db, token, stream)) ?? stream;
  if (!stream) {
    if (token === null) enrolment.value = 'new';
    return;
  }
  await settle(db, stream);
}

async function settle(db: Database, stream: Stream): Promise<void> {
  const clock = new Clock(browserMachine);
  tabletNumber.value = stream.number;
  classList.value = (await readMeta(db, 'class')) ?? null;
  await refreshClass(db, stream);
  const count = async (): Promise<void> => {
    waitingAnswers.value = await waiting(db);
  };
  const sender = new Sender({
    db,
    clock,
    owner: createOwner(db, clock.boot),
    post: (secret, body) => post('/ops', { secret, body }),
    state: () => tablet?.chooser?.state,
    onRound(round) {
      near.value = round.near;
      if (round.revoked) enrolment.value = 'revoked';
      else if (round.answer && enrolment.value === 'revoked') enrolment.value = 'joined';
      if (round.answer?.plan) tablet?.onPlan(round.answer.plan);
      void count();
      channel?.postMessage('sent');
    },
  });
  if (channel) {
    channel.onmessage = ({ data }) => {
      // Whichever tab owns the sending sends for all of them.
      if (data === 'kept') sender.wake();
      void count();
    };
  }
  const library = new Library(db, partsOf(stream.secret));
  library.languages = () => [...new Set((classList.value?.learners ?? []).map(({ language }) => language))];
  const voices = new Voices(db, asTablet(stream.secret));
  const tutor = new Tutor();
  tablet = { db, clock, sender, tutor, library, voices, stream, chooser: null, onPlan: () => undefined };
  await count();
  if (enrolment.value !== 'revoked') enrolment.value = 'joined';
  addEventListener('online', () => sender.wake());
  if (waitingAnswers.value > 0) sender.wake();
}

/** Counts anew what waits, and sends it. */
export async function kept(): Promise<void> {
  if (!tablet) return;
  waitingAnswers.value = await waiting(tablet.db);
  tablet.sender.wake();
  channel?.postMessage('kept');
}

/** Asks the hub for the class list and keeps it; the last one stays when the hub is away. */
export async function refreshClass(db: Database, stream: Stream): Promise<void> {
  try {
    const list = (await call('/class', { secret: stream.secret, patience: 4000 })) as ClassList;
    near.value = true;
    if (!Array.isArray(list.learners)) return;
    await writeMeta(db, 'class', list);
    classList.value = list;
  } catch (error) {
    near.value = error instanceof HubError && error.status !== 0;
    if (error instanceof HubError && error.status === 401) enrolment.value = 'revoked';
  }
}

/** Whether the hub still knows this tablet; a hub that is away counts as yes. */
async function known(stream: Stream): Promise<boolean> {
  const { status } = await post('/class', { secret: stream.secret, patience: 4000 });
  return status !== 401;
}

/**
 * Enrols with a token. A hub that lost its memory takes an earlier tablet back under
 * its old number, so that the tablet can refill it with the answers it still holds.
 */
async function enrol(db: Database, token: string, earlier: Stream | undefined): Promise<Stream | undefined> {
  enrolment.value = 'joining';
  const again = earlier && { number: earlier.device, secret: earlier.secret };
  let { status, body } = await post('/devices', { body: again ? { token, again } : { token } });
  if (again && (status === 409 || status === 400))
    ({ status, body } = await post('/devices', { body: { token } }));
  const device = parseDevice(body);
  if (status === 0) enrolment.value = 'away';
  else if (!device) enrolment.value = 'failed';
  else {
    // Out of the address, so that nobody reads it over a shoulder.
    history.replaceState(null, '', location.pathname);
    if (
      earlier &&
      earlier.hub === device.hub &&
      earlier.device === device.device &&
      earlier.secret === device.secret
    )
      return earlier;
    await openStream(db, { epoch: browserMachine.random32() || 1, ...device });
    return currentStream(db);
  }
  return undefined;
}

function parseDevice(body: unknown): Omit<Stream, 'epoch' | 'next'> | null {
  if (!isRecord(body) || !isRecord(body['writer']) || typeof body['secret'] !== 'string') return null;
  const device = body['writer']['device'];
  if (!isIndex(device) || typeof body['hub'] !== 'string') return null;
  return {
    hub: body['hub'],
    device,
    secret: body['secret'],
    number: isIndex(body['number']) ? body['number'] : device,
  };
}
