import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import sprite from 'virtual:skill-pictures';
import { post } from '../../hub/client';
import { Prose } from '../../language/prose';
import type { LessonView } from '../../learner/extras/index';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icon';
import { Note } from '../../ui/note';
import { Segments } from '../../ui/segments';
import { title, type Words } from '../advice';
import { signedOut } from '../board';
import { Fetched } from '../fetched';
import { strandName } from '../unit';
import { type Lessons, type Listed, parseLessons } from './shape';
import { t } from './words';
import './style.css';

export { ready } from './words';

/** What explains single skills: by grade and strand, to open as the class sees it, to print. */
export function Page() {
  const all = useSignal<Lessons | null>(null);
  const away = useSignal(false);
  const load = async (): Promise<void> => {
    const { status, body } = await post('/teacher/lessons');
    if (status === 401 || status === 403) signedOut.value = true;
    all.value = status === 200 ? parseLessons(body) : null;
    away.value = !all.value;
  };
  useEffect(() => void load(), []);
  return (
    <div class="lessons">
      <a class="button" href="/teacher/class">
        <Icon name="users" />
        {t('class')}
      </a>
      <p class="soft">{t('how')}</p>
      <Fetched value={all.value} trouble={away.value ? 'away' : null} again={() => void load()}>
        {(here) => <List all={here} />}
      </Fetched>
    </div>
  );
}

/** The lessons of a grade by strand, the one that was asked for first. */
function List({ all: { lessons, words } }: { all: Lessons }) {
  const { query } = useLocation();
  const grades = [...new Set(lessons.map(({ grade }) => grade))].sort((a, b) => a - b);
  const asked = lessons.find(({ skill }) => skill === query['skill']);
  const grade = useSignal(asked?.grade ?? grades[0] ?? 0);
  const open = useSignal<Listed | null>(null);
  const here = lessons.filter((one) => one.grade === grade.value && one !== asked);
  const strands = [...new Set(here.map(({ strand }) => strand))];
  const rows = (some: Listed[]) => (
    <ul>
      {some.map((one) => (
        <Row key={one.id} lesson={one} words={words} open={() => (open.value = one)} />
      ))}
    </ul>
  );
  return (
    <>
      {asked && (
        <section data-asked={asked.skill}>
          <h2>{t('asked')}</h2>
          {rows([asked])}
        </section>
      )}
      <Segments
        label={t('grades')}
        heading="h2"
        value={String(grade.value)}
        options={grades.map((n) => ({ value: String(n), label: n === 0 ? t('early') : t('grade', { n }) }))}
        choose={(value) => (grade.value = Number(value))}
      />
      {lessons.length === 0 && <Note kind="empty">{t('none')}</Note>}
      {strands.map((strand) => (
        <section key={strand} data-strand={strand}>
          <h2>{strandName(strand)}</h2>
          {rows(here.filter((one) => one.strand === strand))}
        </section>
      ))}
      {open.value && <AsTheyDo lesson={open.value} close={() => (open.value = null)} />}
    </>
  );
}

function Row({ lesson, words, open }: { lesson: Listed; words: Words; open(): void }) {
  const name = title(words.skills, lesson.skill);
  return (
    <li data-lesson={lesson.id}>
      <svg width="40" height="40" aria-hidden="true">
        <use href={`${sprite}#${lesson.picture}`} />
      </svg>
      <strong>
        <Prose text={name} />
      </strong>
      <span class="choices">
        <Button icon="book-open" aria-label={t('openOf', { name })} onClick={open}>
          {t('open')}
        </Button>
        <a class="button" href={`/teacher/print/lesson/${lesson.id}`} aria-label={t('handoutOf', { name })}>
          <Icon name="printer" />
          {t('handout')}
        </a>
      </span>
    </li>
  );
}

/** The lesson as a child has it, drawn by the learner's own code. */
function AsTheyDo({ lesson, close }: { lesson: Listed; close(): void }) {
  const view = useSignal<typeof LessonView | null>(null);
  useEffect(() => {
    import('../../learner/extras/index').then(async (part) => {
      await part.ready;
      view.value = part.LessonView;
    }, close);
  }, []);
  const View = view.value;
  const find = () => Promise.resolve(lesson.media ?? null);
  return View ? <View lesson={lesson} find={find} close={close} /> : null;
}
