import type { Database } from './database';
import { column, fromVarint, type Op, varint } from './op';
import { wholeStream } from './outbox';

/** Moves a revoked stream's unsent ops to the current one, so that no answer is lost with the old secret. */
export async function restamp(db: Database, from: number): Promise<number> {
  const tx = db.transaction(['meta', 'streams', 'outbox', 'archive', 'history'], 'readwrite', {
    durability: 'strict',
  });
  const epoch = (await tx.objectStore('meta').get('stream')) as number;
  const stream = await tx.objectStore('streams').get(epoch);
  const left = await tx.objectStore('outbox').getAll(wholeStream(from));
  if (!stream || from === epoch) {
    await tx.done;
    return 0;
  }
  // Sessions come first in the old stream, so an attempt always finds its session's new number.
  const renumbered = new Map<number, number>();
  for (const kept of left) {
    const seq = stream.next++;
    renumbered.set(kept.seq, seq);
    await tx.objectStore('outbox').delete([from, kept.seq]);
    await tx.objectStore('outbox').add({ epoch, seq, op: relink({ ...kept.op, seq }, renumbered) });
    const answered = await tx.objectStore('history').get([from, kept.seq]);
    if (answered) {
      await tx.objectStore('history').delete([from, kept.seq]);
      await tx.objectStore('history').put({ ...answered, epoch, seq });
    }
  }
  await tx.objectStore('streams').put(stream);
  // A hub that is given its memory back may yet ask for what it had acknowledged.
  if ((await tx.objectStore('archive').getKey(wholeStream(from))) === undefined)
    await tx.objectStore('streams').delete(from);
  await tx.done;
  return left.length;
}

/** Points an attempt at its session's new number; a session the old hub already holds cannot be named any more. */
function relink(op: Op, renumbered: ReadonlyMap<number, number>): Op {
  const session = op.cols?.[column.session];
  if (session === undefined) return op;
  const moved = renumbered.get(fromVarint(session));
  const { [column.session]: _, ...rest } = op.cols ?? {};
  return { ...op, cols: moved === undefined ? rest : { ...rest, [column.session]: varint(moved) } };
}
