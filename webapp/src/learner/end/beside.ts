import { signal } from '@preact/signals';
import { call, post } from '../../hub/client';
import { readMeta } from '../../sync/database';
import { newMemory } from '../../sync/stamp';
import { parseShelf, type Pick } from '../../teacher/shelf-shape';
import type { Skill } from '../pack';
import { partner } from '../pair';
import { learner, onScreen } from '../screen';
import { tablet } from '../tablet';
import { ownPicks } from './own-picks';
import { handOver, keepLikes, parseLikes, readWaiting, toggle } from './waiting';

/** A skill on her shelf, with why it lies there. */
export interface Offer {
  /** Its place in the pack. */
  place: number;
  skill: Skill;
  code: Pick['code'];
  /** The known skill it builds on. */
  before: Skill | undefined;
  values: number[];
}

/** What may be offered to the child at her end page; null until that is known. Her likes are the hub's to tell. */
export const beside = signal<{ learner: string; offers: Offer[]; likes: string[] | null } | null>(null);

const patience = 4000;
const send = async (id: string, interests: string[]): Promise<number> =>
  (await post('/interests', { secret: tablet?.stream.secret, body: { learner: id, interests }, patience }))
    .status;

/** Asks for her shelf and what she likes, once the hub has heard what waited. Away from it the tablet fills a shelf itself. */
export async function fetchBeside(): Promise<void> {
  const id = learner.value?.id;
  beside.value = null;
  if (!tablet || !id) return;
  const secret = tablet.stream.secret;
  await handOver(send);
  const said = await call(`/shelf?learner=${encodeURIComponent(id)}`, { secret, patience }).catch(() => null);
  const own = readWaiting().find(([other]) => other === id)?.[1];
  const offers = partner.value
    ? []
    : await offersOf(said === null ? null : parseShelf({ ...said, scarce: false }).picks);
  const likes = own ?? (said === null ? null : parseLikes(said));
  if (learner.value?.id === id) beside.value = { learner: id, offers, likes };
}

/** Those picks, or else the tablet's own, that its tutor would give, so that a tap leads where it says. */
async function offersOf(told: readonly Pick[] | null): Promise<Offer[]> {
  const chooser = tablet?.chooser;
  const contents = chooser && (await tablet?.library.contents(chooser.catalogue));
  if (!tablet || !chooser || !contents) return [];
  const { skills } = contents;
  const found = (name: string): number => skills.findIndex(({ id }) => id === name);
  const now = tablet.clock.estimate((await readMeta(tablet.db, 'clock')) ?? newMemory);
  const picks = told ?? ownPicks((await chooser.skills(now)) ?? [], now, (place) => skills[place]?.id ?? '');
  const places = await chooser.takes(now, picks.map(({ skill }) => found(skill)).filter((place) => place >= 0)); // prettier-ignore
  return (
    picks
      .map(({ skill, code, before, values }) => ({
        place: found(skill),
        skill: skills[found(skill)]!,
        code,
        before: skills[found(before)],
        values,
      }))
      // What she just worked on is what going on means.
      .filter(({ skill }) => skill?.id !== onScreen.value?.exercise.skill.id)
      .filter(({ place, code, before }) => places.includes(place) && (code !== 'neighbour' || before))
  );
}

/** Takes a picture among what she likes, or out; it is kept here until the hub has it. */
export function like(name: string): void {
  const now = beside.value;
  if (!now?.likes) return;
  const likes = toggle(now.likes, name);
  beside.value = { ...now, likes };
  keepLikes(now.learner, likes);
}

/** Tells the hub what she chose, once she is through. */
export const tellLikes = (): Promise<void> => handOver(send);
