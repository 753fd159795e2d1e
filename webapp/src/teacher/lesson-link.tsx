import { Icon } from '../ui/icon';
import { title, type Words } from './advice';
import { t } from './words';

/** Leads to the lesson that explains a skill; not there where the pack has none. */
export function LessonLink({ skill, words }: { skill: string; words: Words }) {
  if (!words.skills[skill]?.lesson) return null;
  const name = title(words.skills, skill);
  return (
    <a
      class="button to-lesson"
      href={`/teacher/lessons?skill=${skill}`}
      aria-label={t('lesson.of', { name })}
    >
      <Icon name="book-open" />
      {t('lesson')}
    </a>
  );
}
