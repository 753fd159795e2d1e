import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { inLanguage } from '../../language/language';
import { Prose } from '../../language/prose';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import '../../ui/late-icons';
import { western } from '../exercise/keyboard';
import { BoardPicture } from '../exercise/tools/boards';
import { after } from '../exercise/tools/board';
import '../exercise/tools/tools.css';
import { ready as toolWords } from '../exercise/tools/words';
import type { Film } from '../extras';
import type { ExtrasFile, Lesson, Puzzle } from '../pack';
import { Speak } from '../speak';
import { FilmView } from './film';
import { ready as ownWords, t } from './words';
import './extras.css';

export const ready = Promise.all([ownWords, toolWords]);

interface LessonProps {
  lesson: Lesson;
  /** Looks for the film or talk that somebody gave it. */
  find(lesson: string): Promise<Film | null>;
  close(): void;
}

/** A lesson, screen by screen, over the exercise it helps with. */
export function LessonView({ lesson, find, close }: LessonProps) {
  const film = useSignal<Film | null>(null);
  useEffect(() => void find(lesson.id).then((found) => (film.value = found)), []);
  const at = useSignal(0);
  const last = lesson.screens.length;
  const screen = lesson.screens[at.value];
  return (
    <Dialog title={t('lesson')} closing={t('close')} close={close} style="extras lesson">
      {screen ? (
        <div key={at.value} class="lesson-screen" data-screen={at.value}>
          <div class="tool-board" dir="ltr">
            <BoardPicture task={screen.draw} board={after(screen.draw, screen.draw.moves)} />
          </div>
          <p class="reading" role="status">
            <Prose text={inLanguage(screen.say)} />
          </p>
          {at.value === 0 && film.value && <FilmView film={film.value} />}
        </div>
      ) : (
        <Questions lesson={lesson} />
      )}
      <div class="lesson-go">
        <Button aria-disabled={at.value === 0} onClick={() => at.value > 0 && at.value--}>
          {t('before')}
        </Button>
        <span dir="ltr">
          {at.value + 1} / {last + 1}
        </span>
        <Speak text={screen ? inLanguage(screen.say) : ''} />
        <Button main data-next onClick={() => (at.value < last ? at.value++ : close())}>
          {t(at.value < last ? 'next' : 'done')}
        </Button>
      </div>
    </Dialog>
  );
}

/** The questions at the end, each checked on its own. */
function Questions({ lesson }: { lesson: Lesson }) {
  return (
    <ol class="lesson-questions" data-screen="questions">
      {lesson.questions.map(({ ask, answer }) => (
        <li key={ask}>
          <Check label={ask} answer={answer} />
        </li>
      ))}
    </ol>
  );
}

/** A box for an answer and what came of it; it is checked here and kept nowhere. */
function Check({ label, answer }: { label: string; answer: string }) {
  const given = useSignal('');
  const result = useSignal<'right' | 'notYet' | null>(null);
  const check = (event: Event): void => {
    event.preventDefault();
    const plain = [...given.value.trim()].map((key) => western(key) ?? key).join('');
    if (plain) result.value = plain === answer ? 'right' : 'notYet';
  };
  return (
    <form class="lesson-check" onSubmit={check}>
      <label>
        <Prose text={label} />
        <input
          dir="ltr"
          size={6}
          maxLength={9}
          inputMode="text"
          autocomplete="off"
          value={given.value}
          onInput={(event) => {
            given.value = event.currentTarget.value;
            result.value = null;
          }}
        />
      </label>
      <Button submit>{t('check')}</Button>
      <span role="status" class="lesson-result">
        {result.value && <Icon name={result.value === 'right' ? 'check' : 'pencil-line'} />}
        {result.value && t(result.value)}
      </span>
    </form>
  );
}

/** Puzzles for those ahead, one at a time: some are checked, the open ones are for the teacher to see. */
export function PuzzleView({ puzzles, close }: { puzzles: Puzzle[]; close(): void }) {
  const at = useSignal(Math.floor(Math.random() * puzzles.length));
  const puzzle = puzzles[at.value % puzzles.length];
  if (!puzzle) return null;
  return (
    <Dialog title={t('puzzle')} closing={t('close')} close={close} style="extras puzzle">
      <p class="reading" data-puzzle={puzzle.id}>
        <Prose text={inLanguage(puzzle.ask)} />
      </p>
      {puzzle.answer ? (
        <Check key={puzzle.id} label={t('answer')} answer={puzzle.answer} />
      ) : (
        <p class="note">
          <Icon name="pencil-line" />
          {t('open')}
        </p>
      )}
      <div class="lesson-go">
        <Speak text={inLanguage(puzzle.ask)} />
        <Button data-next onClick={() => at.value++}>
          {t('another')}
        </Button>
      </div>
    </Dialog>
  );
}

/** What was opened. */
export function Extras({
  file,
  opened,
  find,
  close,
}: {
  file: ExtrasFile;
  opened: { lesson: string } | 'puzzles';
  find(lesson: string): Promise<Film | null>;
  close(): void;
}) {
  if (opened === 'puzzles') return <PuzzleView puzzles={file.puzzles} close={close} />;
  const lesson = file.lessons.find(({ skill }) => skill === opened.lesson);
  return lesson ? <LessonView lesson={lesson} find={find} close={close} /> : null;
}
