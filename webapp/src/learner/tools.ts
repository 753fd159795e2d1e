import { signal } from '@preact/signals';
import type { Move, Task } from './exercise/tools/board';
import type { Way } from './exercise/tools/way';
import type { Exercise } from './pack';

/** The reason that stands before the tutor's own where an item lets another way be tried. */
export const anotherWay = 'another-way';

/** Things to work it out with; fetched when the first exercise that has them shows. */
export const tools = signal<typeof import('./exercise/tools') | null>(null);
/** The tool that is open on the exercise on screen, and what was done there. */
export const worked = signal<{ task: Task; moves: Move[] } | null>(null);
/** The way that is being shown between two exercises. */
export const shownWay = signal<{ way: Way; task: Task } | null>(null);

/** What was shown in this sitting: each way once for each skill. */
let seen = new Set<string>();
let pending: { way: Way; task: Task; skill: string } | null = null;

/** Fetches the tools once, where an exercise has some. Away from the hub it is worked without. */
export async function bringTools(exercise: Exercise): Promise<void> {
  if (tools.value || !exercise.generator.tools?.length) return;
  try {
    const part = await import('./exercise/tools');
    await part.ready;
    tools.value = part;
  } catch {
    // The next exercise asks again.
  }
}

/** Forgets what was done at a tool; a new sitting forgets what was shown too. */
export function putAway(sitting = false): void {
  worked.value = null;
  shownWay.value = null;
  if (sitting) {
    pending = null;
    seen = new Set();
  }
}

/** The way of working as it is logged, such as `frame/make-ten`; null where no tool showed one. */
export function strategy(): string | null {
  const { task, moves } = worked.value ?? {};
  const named = task && moves && tools.value?.strategyOf(task, moves);
  return named ? `${task.kind}/${named}` : null;
}

/** Remembers the way that should be shown after a right answer, if there is one. */
export function considerWay(exercise: Exercise, correct: boolean): void {
  const { task, moves } = worked.value ?? {};
  const part = tools.value;
  const named = correct && task && moves && part?.strategyOf(task, moves);
  const way = named && part ? part.nextWay(named, task) : null;
  const key = `${exercise.skill.id} ${way}`;
  pending = way && task && !seen.has(key) ? { way, task, skill: exercise.skill.id } : null;
  if (pending) seen.add(key);
}

/** Shows the way that waits; false when none does. */
export function showWay(): boolean {
  if (!pending || shownWay.value) return false;
  shownWay.value = pending;
  return true;
}

/** The way that was shown, for the choice of what comes next; once. */
export function takeWay(): { way: Way; skill: string } | null {
  const taken = pending;
  pending = null;
  return taken;
}
