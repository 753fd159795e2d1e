import sprite from 'virtual:skill-pictures';
import type { Skill } from './pack';

/** A skill's own picture; its file is fetched when the first one shows, so never before an exercise does. */
export function SkillPicture({ skill, size = 34 }: { skill: Skill | undefined; size?: number }) {
  return (
    <svg class="skill-picture" width={size} height={size} aria-hidden="true">
      <use href={`${sprite}#${skill?.picture}`} />
    </svg>
  );
}
