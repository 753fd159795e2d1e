import { bytes, call } from '../hub/client';
import { parsePlan, type Plan } from '../sync/plan';
import { keepPlan } from '../sync/outbox';
import { type Chooser, improvise } from './chooser';
import { classList, type Tablet } from './tablet';

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
  const list = classList.value;
  const here = list ? await tablet.library.here(list.catalogue) : [];
  return list && here.length > 0 ? improvise(list, here, learner) : null;
}

/** Fetches what a plan needs and then the rest of its pack, in the background. */
export function supplyPack(
  tablet: Tablet,
  { catalogue, pack, ready }: Pick<Plan, 'catalogue' | 'pack' | 'ready'>,
): void {
  tablet.library.want({ catalogue, pack, first: ready.flatMap(({ part }) => part ?? []) });
  // Nobody waits for a voice: the exercises come first.
  void tablet.library.filled().then(() => tablet.voices.refresh(tablet.library.languages()));
}

/** Starts the tutor and hands it course and snapshot; the ready queue serves until that is done. */
export async function supplyTutor(tablet: Tablet, chooser: Chooser): Promise<void> {
  const { catalogue, snapshot } = chooser.needs;
  const fetched = Promise.all([course(tablet, catalogue), calibration(tablet, snapshot)]);
  const [started, [courseBytes, snapshotBytes]] = await Promise.all([tablet.tutor.start(), fetched]);
  if (!started || !courseBytes || !snapshotBytes) return;
  if (!(await tablet.tutor.load(courseBytes, snapshotBytes))) return;
  if (!(await withhold(tablet, catalogue))) return;
  // The child may have left while the module loaded.
  if (tablet.chooser === chooser) await chooser.open();
}

/**
 * Tells the tutor which skills this tablet cannot show yet. Without a contents page
 * nothing could be shown of what it chooses, so it stays closed.
 */
export async function withhold(tablet: Tablet, catalogue: string): Promise<boolean> {
  const missing = await tablet.library.missing(catalogue);
  return missing !== null && tablet.tutor.withhold(missing);
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
