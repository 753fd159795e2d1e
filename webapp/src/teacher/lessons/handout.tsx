import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { post } from '../../hub/client';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icon';
import { title } from '../advice';
import { signedOut } from '../board';
import { Fetched, type Trouble } from '../fetched';
import { type Listed, type OnPaper, parseHandout, parseLessons } from './shape';
import { t } from './words';
import './style.css';

export { ready } from './words';

/** What is on a sheet: the lesson, the skill by name, the exercises. */
export interface Sheet {
  lesson: Listed;
  name: string;
  number: number;
  exercises: OnPaper[];
}

/** A handout of a lesson: to look at, to print, with other exercises as often as one likes. */
export function Page({ id }: { id: string }) {
  const sheet = useSignal<Sheet | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  const number = useSignal(1);
  const load = async (): Promise<void> => {
    const [lessons, exercises] = await Promise.all([
      post('/teacher/lessons'),
      post(`/teacher/lessons/${id}/handout?sheet=${number.value}`),
    ]);
    if (lessons.status === 401 || lessons.status === 403) signedOut.value = true;
    sheet.value = sheetOf(id, number.value, lessons.body, exercises.body);
    trouble.value = sheet.value ? null : exercises.status === 404 ? 'missing' : 'away';
  };
  useEffect(() => void load(), [id]);
  const other = (): void => {
    number.value = (number.value % most) + 1;
    void load();
  };
  return (
    <div class="handout-page">
      <div class="choices not-on-paper">
        <a class="button" href="/teacher/lessons">
          <Icon name="book-open" />
          {t('lessons')}
        </a>
        <Button icon="refresh-cw" data-other onClick={other}>
          {t('other')}
        </Button>
        <Button main icon="printer" onClick={() => print()}>
          {t('print')}
        </Button>
      </div>
      <p class="soft not-on-paper">{t('paper')}</p>
      <Fetched value={sheet.value} trouble={trouble.value} again={() => void load()}>
        {(here) => <Drawn key={here.number} sheet={here} />}
      </Fetched>
    </div>
  );
}

/** The hub numbers this many sheets of a lesson. */
const most = 999;

function sheetOf(id: string, number: number, lessons: unknown, exercises: unknown): Sheet | null {
  const [all, onPaper] = [parseLessons(lessons), parseHandout(exercises)];
  const lesson = all?.lessons.find((one) => one.id === id);
  if (!all || !lesson || !onPaper) return null;
  return { lesson, name: title(all.words.skills, lesson.skill), number, exercises: onPaper };
}

/** The sheet, drawn by the learner's own code, which comes for it. */
function Drawn({ sheet }: { sheet: Sheet }) {
  const view = useSignal<ComponentType<{ sheet: Sheet }> | null>(null);
  const away = useSignal(false);
  const bring = (): void => {
    away.value = false;
    import('./sheet').then(
      async (part) => {
        await part.ready;
        view.value = part.SheetOfPaper;
      },
      () => (away.value = true),
    );
  };
  useEffect(bring, []);
  return (
    <Fetched value={view.value} trouble={away.value ? 'away' : null} again={bring}>
      {(View) => <View sheet={sheet} />}
    </Fetched>
  );
}
