import { effect, signal } from '@preact/signals';
import { care } from './care';
import { learner } from './screen';

/** How much shows of how far a child has come: as usual, without ticks and petals, or nothing. */
export const levels = ['usual', 'quiet', 'off'] as const;
export type Rewards = (typeof levels)[number];

/** As many children as a tablet remembers a choice of; the oldest choice goes first. */
const most = 80;

/** What the children of this tablet chose for themselves, by learner. */
const own = signal<[learner: string, level: Rewards][]>(read());

/** What the one who enters chose for herself. */
export const chosenRewards = (): Rewards =>
  own.value.find(([id]) => id === learner.value?.id)?.[1] ?? 'usual';

/** What is shown to the one who enters: the less of what she and her teacher chose. */
export const rewards = (): Rewards => less(chosenRewards(), care.value.rewards);

/** Keeps the choice of the one who enters on this tablet. */
export function chooseRewards(level: Rewards): void {
  const id = learner.value?.id;
  if (!id) return;
  const others = own.value.filter(([other]) => other !== id);
  own.value = [...others, ...(level === 'usual' ? [] : [[id, level] as [string, Rewards]])].slice(-most);
  try {
    localStorage.setItem('rewards', JSON.stringify(own.value));
  } catch {
    // Lasts as long as the page.
  }
}

/** The one of two levels that shows less. */
export const less = (a: Rewards, b: Rewards): Rewards => (levels.indexOf(a) > levels.indexOf(b) ? a : b);

/** Reads what was kept; what has another shape is left out. */
function read(): [string, Rewards][] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem('rewards') ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.filter(
      (one): one is [string, Rewards] =>
        Array.isArray(one) && typeof one[0] === 'string' && levels.includes(one[1] as Rewards),
    );
  } catch {
    return [];
  }
}

// Who wants less shown, or is to be shown less, has a calm page as well: one word for both.
effect(() => {
  const calm = rewards() !== 'usual';
  if (typeof document === 'undefined') return;
  const { dataset } = document.documentElement;
  if (calm) dataset['served'] = 'calm';
  else delete dataset['served'];
  (globalThis as { applyLook?: () => void }).applyLook?.();
});
