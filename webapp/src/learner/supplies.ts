import { bytes, call } from '../hub/client';
import { isRecord, parsePlan, type Plan } from '../sync/plan';
import { keepPlan } from '../sync/outbox';
import { type Chooser, improvise } from './chooser';
import type { Pack } from './pack';
import { classList, type Tablet } from './tablet';

const packs = new Map<string, Pack>();

/** The pack of a catalogue, from memory, the database or the hub; null when none has it. */
export async function findPack(tablet: Tablet, catalogue: string): Promise<Pack | null> {
  const here = packs.get(catalogue) ?? (await tablet.db.get('packs', catalogue)) ?? null;
  if (here) {
    packs.set(catalogue, here);
    return here;
  }
  const fetched = await call(`/packs/${catalogue}`, { secret: tablet.stream.secret, patience: 30_000 }).catch(
    () => null,
  );
  if (!isRecord(fetched) || fetched['catalogue'] !== catalogue || !Array.isArray(fetched['items']))
    return null;
  const pack = fetched as unknown as Pack;
  packs.set(catalogue, pack);
  // Kept for the time without the hub; nobody waits for the disk.
  void tablet.db.put('packs', pack).catch(() => undefined);
  return pack;
}

/** The skills of a pack that is already in memory. */
export function skillsOf(catalogue: string): Pack['skills'] {
  return packs.get(catalogue)?.skills ?? [];
}

/** A plan for the learner: the hub's, else the one kept from last time, else an improvised queue. */
export async function findPlan(tablet: Tablet, learner: string, hubIsNear: boolean): Promise<Plan | null> {
  if (hubIsNear) {
    const request = { secret: tablet.stream.secret, patience: 3000 };
    const plan = parsePlan(
      await call(`/plan?learner=${encodeURIComponent(learner)}`, request).catch(() => null),
    );
    if (plan?.learner === learner) {
      void keepPlan(tablet.db, plan).catch(() => undefined);
      return plan;
    }
  }
  const last = await tablet.db.get('plans', learner);
  if (last) return last;
  const catalogue = classList.value?.catalogue;
  const pack = catalogue ? await findPack(tablet, catalogue) : null;
  return pack && improvise(pack, learner);
}

/** Starts the tutor and hands it course and snapshot; the ready queue serves until that is done. */
export async function supplyTutor(tablet: Tablet, chooser: Chooser): Promise<void> {
  const { catalogue, snapshot } = chooser.needs;
  const fetched = Promise.all([course(tablet, catalogue), calibration(tablet, snapshot)]);
  const [started, [courseBytes, snapshotBytes]] = await Promise.all([tablet.tutor.start(), fetched]);
  if (!started || !courseBytes || !snapshotBytes) return;
  if (!(await tablet.tutor.load(courseBytes, snapshotBytes))) return;
  // The child may have left while the module loaded.
  if (tablet.chooser === chooser) await chooser.open();
}

async function course(tablet: Tablet, catalogue: string): Promise<Uint8Array | null> {
  const kept = await tablet.db.get('courses', catalogue);
  if (kept) return kept;
  const fetched = await bytes(`/courses/${catalogue}`, tablet.stream.secret).catch(() => null);
  if (fetched) await tablet.db.put('courses', fetched, catalogue);
  return fetched;
}

async function calibration(tablet: Tablet, number: number): Promise<Uint8Array | null> {
  const kept = await tablet.db.get('snapshots', number);
  if (kept) return kept;
  const fetched = await bytes(`/snapshots/${number}`, tablet.stream.secret).catch(() => null);
  if (fetched) await tablet.db.put('snapshots', fetched, number);
  return fetched;
}
