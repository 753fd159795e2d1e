import { fill, Prose } from '../language/prose';
import { language } from '../language/language';
import { Drawing } from '../learner/exercise/drawing';
import { OptionDrawing } from '../learner/exercise/option-drawing';
import type { Example } from './board-shape';
import { still } from './still';
import { t } from './words';
import '../learner/exercise/drawing.css';

export { ready } from '../learner/words';

/** An exercise with the answer that was given, as the learners saw it. */
export function ExampleView({ example: { exercise, response } }: { example: Example }) {
  const { generator, instance } = exercise;
  const { v, options = [], pictures } = instance;
  const words = generator.text[language.value] ?? generator.text['en'] ?? {};
  const picture = pictures?.[options.indexOf(response)];
  // Groups by their names, as the learner saw them.
  const groups = generator.groups?.map((name, i) => (
    <span key={name} class="grouped">
      <Prose text={fill(words[name] ?? '', v, words)} />:{' '}
      <bdi dir="ltr">{response.split('|')[i]?.replaceAll(',', ', ') || '–'}</bdi>{' '}
    </span>
  ));
  const fits = ['column', 'sequence', 'row'].includes(generator.layout.kind);
  return (
    <div class="example">
      {generator.stem.map((name) => (
        <p key={name} class="reading">
          <Prose text={fill(words[name] ?? '', v, words)} />
        </p>
      ))}
      <Drawing exercise={still(exercise)} help={false} typed={fits ? response : ''} />
      <p class="answered">
        {t('reteach.answered')}{' '}
        {picture ? (
          <OptionDrawing picture={picture} />
        ) : (
          <strong>{groups ?? <bdi dir="ltr">{response.replaceAll(',', ', ')}</bdi>}</strong>
        )}
      </p>
    </div>
  );
}
