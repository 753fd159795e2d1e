import { inLanguage } from '../../language/language';
import { Prose } from '../../language/prose';
import { Drawing } from '../../learner/exercise/drawing';
import '../../learner/exercise/drawing.css';
import { say } from '../../learner/exercise/feedback';
import { after } from '../../learner/exercise/tools/board';
import { BoardPicture } from '../../learner/exercise/tools/boards';
import '../../learner/exercise/tools/tools.css';
import { ready as toolWords } from '../../learner/exercise/tools/words';
import { bringLater } from '../../learner/later';
import type { Lesson } from '../../learner/pack';
import { ready as learnerWords } from '../../learner/words';
import { still } from '../still';
import type { Sheet } from './handout';
import type { OnPaper } from './shape';
import { t } from './words';

export const ready = Promise.all([toolWords, learnerWords, bringLater()]);

/** Two pages of A4: what explains the skill, an exercise worked out, some to do; then the answers. */
export function SheetOfPaper({ sheet: { lesson, name, number, exercises } }: { sheet: Sheet }) {
  const [worked, ...yours] = exercises;
  return (
    <div class="handout" data-sheet={number}>
      <section class="paper-page">
        <header>
          <h2>
            <Prose text={name} />
          </h2>
          <span class="number">{t('sheet', { n: number })}</span>
          <p class="blanks">
            <span>{t('name')}</span>
            <span>{t('date')}</span>
          </p>
        </header>
        <h3>{t('look')}</h3>
        <Explained lesson={lesson} />
        {worked && (
          <>
            <h3>{t('example')}</h3>
            <Worked exercise={worked} />
          </>
        )}
        <h3>{t('yours')}</h3>
        <ol class="to-do">
          {yours.map((one, i) => (
            <li key={i}>
              <Asked exercise={one} />
              <Line exercise={one} />
            </li>
          ))}
        </ol>
      </section>
      <section class="paper-page answers">
        <h2>
          <Prose text={t('answersOf', { n: number, name })} />
        </h2>
        <ol>
          {yours.map((one, i) => (
            <li key={i}>
              <strong>
                <bdi dir="ltr">{one.instance.answer}</bdi>
              </strong>
              <span>
                <Prose text={steps(one).at(-1) ?? ''} />
              </span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

const steps = (one: OnPaper): string[] =>
  one.generator.steps.map((step) => say(still(one), step)).filter(Boolean);

/** The screens of the lesson side by side. */
function Explained({ lesson }: { lesson: Lesson }) {
  return (
    <ol class="explained">
      {lesson.screens.map(({ say: said, draw }, i) => (
        <li key={i}>
          <div class="tool-board" dir="ltr">
            <BoardPicture task={draw} board={after(draw, draw.moves)} />
          </div>
          <p class="reading">
            <Prose text={inLanguage(said)} />
          </p>
        </li>
      ))}
    </ol>
  );
}

function Worked({ exercise }: { exercise: OnPaper }) {
  return (
    <div class="worked">
      <Asked exercise={exercise} />
      <div>
        {steps(exercise).map((step, i) => (
          <p key={i} class="reading">
            <Prose text={step} />
          </p>
        ))}
      </div>
    </div>
  );
}

/** The question with its drawing, as on a tablet. */
function Asked({ exercise }: { exercise: OnPaper }) {
  return (
    <div class="asked">
      {exercise.generator.stem.map((name) => (
        <p key={name} class="reading">
          <Prose text={say(still(exercise), name)} />
        </p>
      ))}
      <Drawing exercise={still(exercise)} help={false} typed="" />
    </div>
  );
}

/** Where the pencil answers: a box, or options to put a ring around. */
function Line({ exercise: { generator, instance } }: { exercise: OnPaper }) {
  const { options } = instance;
  if (options)
    return (
      <p class="ringed" dir="ltr">
        {options.map((option) => (
          <span key={option}>{option}</span>
        ))}
      </p>
    );
  const inDrawing = ['column', 'sequence', 'sum', 'row'].includes(generator.layout.kind);
  const bare = generator.layout.kind !== 'row' || String(instance.v[String(generator.layout['thing'])] ?? 'none') === 'none'; // prettier-ignore
  return inDrawing && bare ? null : <p class="write" />;
}
