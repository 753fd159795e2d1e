import { inLanguage } from '../../language/language';
import { Prose } from '../../language/prose';
import type { Skill } from '../pack';
import { SkillPicture } from '../skill-picture';

interface AimProps {
  skill: Skill;
  /** There is time to fetch its picture; until then its place stays free. */
  drawn: boolean;
}

/** What a sitting begins with, as the child says it: "I can …". */
export function Aim({ skill, drawn }: AimProps) {
  return (
    <p class="aim" data-skill={skill.id}>
      <span class="aim-picture">{drawn && <SkillPicture skill={skill} size={32} />}</span>
      <span>
        <Prose text={inLanguage(skill.can)} />
      </span>
    </p>
  );
}
