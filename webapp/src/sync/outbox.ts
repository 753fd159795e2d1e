import type { OpsAnswer } from './answer';
import type { Answered, Database, Meta, Store, Stream } from './database';
import type { Draft, Op } from './op';
import type { Plan } from './plan';
import { contains, fromNumbers, type Ranges } from './ranges';
import { type Clock, newMemory } from './stamp';

/** How many durable ops a tablet keeps for refilling a hub. */
export const archiveLimit = 5000;

/** What an attempt tells the tutor, besides what the op says. */
export type Evidence = Omit<Answered, 'epoch' | 'seq' | 'at'>;

/** Thrown when something is recorded before the tablet was enrolled. */
export class NotEnrolled extends Error {
  constructor() {
    super('this tablet is not enrolled at a hub');
  }
}

/** Opens a new stream for an enrolled writer; its first op is number 1. */
export async function openStream(db: Database, stream: Omit<Stream, 'next'>): Promise<void> {
  const tx = db.transaction(['meta', 'streams'], 'readwrite', { durability: 'strict' });
  await tx.objectStore('streams').put({ ...stream, next: 1 });
  await tx.objectStore('meta').put(stream.epoch, 'stream');
  await tx.done;
}

/** The stream that new ops go to. */
export async function currentStream(db: Database): Promise<Stream | undefined> {
  const epoch = (await db.get('meta', 'stream')) as Meta['stream'] | undefined;
  return epoch === undefined ? undefined : db.get('streams', epoch);
}

/** An op to be, and what it tells the tutor. */
export interface Entry {
  draft: Draft;
  evidence?: Evidence;
}

/** Keeps one op, as `recordAll` does. */
export async function record(db: Database, clock: Clock, draft: Draft, evidence?: Evidence): Promise<Op> {
  const [op] = await recordAll(db, clock, [{ draft, ...(evidence && { evidence }) }]);
  return op!;
}

/**
 * Numbers, stamps and keeps ops side by side, all or none, and resolves once they are safely on the
 * disk. The numbers are taken inside the transaction, so two tabs can never share one.
 */
export async function recordAll(db: Database, clock: Clock, entries: Entry[]): Promise<Op[]> {
  const tx = db.transaction(['meta', 'streams', 'outbox', 'history'], 'readwrite', { durability: 'strict' });
  const meta = tx.objectStore('meta');
  const epoch = (await meta.get('stream')) as Meta['stream'] | undefined;
  const stream = epoch === undefined ? undefined : await tx.objectStore('streams').get(epoch);
  if (!stream) {
    tx.abort();
    await tx.done.catch(() => undefined);
    throw new NotEnrolled();
  }
  let memory = ((await meta.get('clock')) as Meta['clock'] | undefined) ?? newMemory;
  const ops: Op[] = [];
  for (const { draft, evidence } of entries) {
    memory = clock.next(memory);
    const seq = stream.next++;
    const op: Op = { seq, at: memory.last, ...clock.moment(), ...draft };
    await tx.objectStore('outbox').add({ epoch: stream.epoch, seq, op });
    if (evidence)
      await tx.objectStore('history').put({ ...evidence, epoch: stream.epoch, seq, at: memory.last[0] });
    ops.push(op);
  }
  await meta.put(memory, 'clock');
  await tx.objectStore('streams').put(stream);
  await tx.done;
  return ops;
}

/** The oldest unsent ops of a stream, at most `limit`. */
export async function unsent(db: Database, epoch: number, limit: number): Promise<Op[]> {
  return (await db.getAll('outbox', wholeStream(epoch), limit)).map((kept) => kept.op);
}

/** How many answers wait for the hub. */
export async function waiting(db: Database): Promise<number> {
  const kept = await db.getAll('outbox');
  return kept.filter(({ op }) => op.kind === 'attempt').length;
}

/** The numbers of a stream's ops that the archive still holds. */
export async function archived(db: Database, epoch: number): Promise<Ranges> {
  const keys = await db.getAllKeys('archive', wholeStream(epoch));
  return fromNumbers(keys.map(([, seq]) => seq));
}

/**
 * Applies an acknowledgement in one transaction: durable ops move to the archive,
 * replicated ones are forgotten, refused ones are set aside, wanted ones queue
 * again, and a fresh plan replaces the stored one. Returns whether the answer was
 * believable: it may only speak of numbers this stream has issued.
 */
export async function acknowledge(db: Database, epoch: number, answer: OpsAnswer): Promise<boolean> {
  const stores = ['streams', 'outbox', 'archive', 'history', 'plans'] as const;
  const tx = db.transaction(stores, 'readwrite', { durability: 'strict' });
  const stream = await tx.objectStore('streams').get(epoch);
  if (!stream || !speaksOf(answer.durable, stream.next) || !speaksOf(answer.replicated, stream.next)) {
    await tx.done;
    return false;
  }
  const outbox = tx.objectStore('outbox');
  const archive = tx.objectStore('archive');
  const refused = new Map(answer.refused.map(({ seq, code }) => [seq, code]));
  for (const kept of await outbox.getAll(wholeStream(epoch))) {
    const code = refused.get(kept.seq);
    const moved = contains(answer.durable, kept.seq) || code !== undefined;
    if (!moved) continue;
    await outbox.delete([epoch, kept.seq]);
    await archive.put(code === undefined ? kept : { ...kept, refused: code });
  }
  for (const [, seq] of await archive.getAllKeys(wholeStream(epoch))) {
    if (contains(answer.replicated, seq)) await archive.delete([epoch, seq]);
    else if (contains(answer.want, seq)) await requeue(archive, outbox, [epoch, seq]);
  }
  if (answer.plan) await adopt(outbox, tx.objectStore('history'), tx.objectStore('plans'), answer.plan);
  await trim(archive);
  await tx.done;
  return true;
}

/** Keeps a plan fetched on its own. */
export async function keepPlan(db: Database, plan: Plan): Promise<void> {
  const tx = db.transaction(['outbox', 'history', 'plans'], 'readwrite');
  await adopt(tx.objectStore('outbox'), tx.objectStore('history'), tx.objectStore('plans'), plan);
  await tx.done;
}

/** The learner's answers that the stored plan does not contain, oldest first. */
export async function answersSincePlan(db: Database, learner: string): Promise<Answered[]> {
  const answers = await db.getAllFromIndex('history', 'learner', learner);
  return answers.sort((a, b) => a.at - b.at || a.seq - b.seq);
}

type History = Store<'history'>;

/** Stores a plan and drops the answers it must contain: those the hub held when it made it. */
async function adopt(
  outbox: Store<'outbox'>,
  history: History,
  plans: Store<'plans'>,
  plan: Plan,
): Promise<void> {
  await plans.put(plan);
  for (const key of await history.index('learner').getAllKeys(plan.learner)) {
    if ((await outbox.getKey(key)) === undefined) await history.delete(key);
  }
}

async function requeue(
  archive: Store<'archive'>,
  outbox: Store<'outbox'>,
  key: [number, number],
): Promise<void> {
  const kept = await archive.get(key);
  // What the hub could not read once, it cannot read twice.
  if (!kept || kept.refused !== undefined) return;
  await outbox.put(kept);
  await archive.delete(key);
}

async function trim(archive: Store<'archive'>): Promise<void> {
  const surplus = (await archive.count()) - archiveLimit;
  if (surplus <= 0) return;
  for (const key of await archive.getAllKeys(undefined, surplus)) await archive.delete(key);
}

function speaksOf(ranges: Ranges, next: number): boolean {
  const last = ranges[ranges.length - 1];
  return last === undefined || last[1] < next;
}

/** Every key of a stream. */
export function wholeStream(epoch: number): IDBKeyRange {
  return IDBKeyRange.bound([epoch, 0], [epoch, Number.MAX_SAFE_INTEGER]);
}
