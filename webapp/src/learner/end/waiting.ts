import { mostLikings } from '../../hub/likings';
import { isRecord } from '../../sync/plan';

/** What children chose on this tablet that the hub has not heard yet, by learner: the newest of each. */
export type Waiting = [learner: string, pictures: string[]][];

/** As many children as a tablet keeps a choice of; the oldest goes first. */
const most = 80;

/** Reads what waits; what has another shape is left out. */
export function readWaiting(): Waiting {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem('likes') ?? '[]');
    return Array.isArray(kept) ? kept.filter(isWaiting) : [];
  } catch {
    return [];
  }
}

const isWaiting = (one: unknown): one is Waiting[number] =>
  Array.isArray(one) && typeof one[0] === 'string' && Array.isArray(one[1]) && one[1].every((name) => typeof name === 'string'); // prettier-ignore

function write(waiting: Waiting): void {
  try {
    localStorage.setItem('likes', JSON.stringify(waiting.slice(-most)));
  } catch {
    // Lasts as long as the hub takes to answer.
  }
}

/** Keeps a choice until the hub has it. */
export function keepLikes(learner: string, pictures: string[]): void {
  write([...readWaiting().filter(([other]) => other !== learner), [learner, pictures]]);
}

/** Sends a choice; gives the status, 0 when nothing answered. */
export type Send = (learner: string, interests: string[]) => Promise<number>;

/** Hands over what waits. What the hub will never take is dropped, and a newer choice of the meantime stays. */
export async function handOver(send: Send): Promise<void> {
  for (const [learner, pictures] of readWaiting()) {
    const status = await send(learner, pictures);
    const later = status === 0 || status === 401 || status === 429 || status >= 500;
    if (later) return;
    const said = JSON.stringify([learner, pictures]);
    write(readWaiting().filter((one) => JSON.stringify(one) !== said));
  }
}

/** Takes a picture in or out; nothing changes where no more fit. */
export function toggle(pictures: readonly string[], name: string): string[] {
  if (pictures.includes(name)) return pictures.filter((one) => one !== name);
  return pictures.length < mostLikings ? [...pictures, name] : [...pictures];
}

/** Names of pictures from an untrusted value. */
export const parseLikes = (value: unknown): string[] =>
  isRecord(value) && Array.isArray(value['interests']) ? value['interests'].map(String) : [];
