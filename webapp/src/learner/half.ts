import { another, feedback, hints, learner, onScreen, typed } from './screen';
import { spent } from './stopwatch';
import { tablet } from './tablet';

/** Keeps the item on screen as far as it is done, until its learner comes back. */
export async function keepHalf(): Promise<void> {
  const shown = onScreen.value;
  const card = learner.value;
  if (!tablet || !shown || !card || feedback.value) return;
  const { choice, catalogue } = shown;
  const half = {
    learner: card.id,
    choice,
    catalogue,
    typed: typed.value,
    hints: hints.value,
    another: another.value,
    spent: spent(),
  };
  await tablet.db.put('half', half).catch(() => undefined);
}

/** Forgets a half-done item: it was answered, or another one was chosen. */
export function dropHalf(learner: string): void {
  void tablet?.db.delete('half', learner).catch(() => undefined);
}
