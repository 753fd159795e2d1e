import type { Skill } from '../pack';
import type { Done } from '../screen';

/** What can be said of the work of a sitting; never of the child. */
export type Effort = 'wentOn' | 'notYet' | 'worked' | 'some';

/** Names what the outcomes show: going on after trouble before anything else. */
export function effort(sitting: readonly Done[]): Effort {
  const stuck = new Set<string>();
  for (const { correct, skill } of sitting) {
    if (!correct) stuck.add(skill.id);
    else if (stuck.has(skill.id)) return 'wentOn';
  }
  if (stuck.size === 0) return 'worked';
  return sitting.some(({ correct }) => correct) ? 'some' : 'notYet';
}

/** The skills of a sitting, each once, the latest first. */
export function workedOn(sitting: readonly Done[], most: number): Skill[] {
  const skills = new Map<string, Skill>();
  for (const { skill } of [...sitting].reverse()) if (!skills.has(skill.id)) skills.set(skill.id, skill);
  return [...skills.values()].slice(0, most);
}
