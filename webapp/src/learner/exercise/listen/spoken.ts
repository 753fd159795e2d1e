import { t as word } from '../../../ui/words';
import type { Feedback } from '../../screen';
import type { Exercise } from '../../pack';
import { inLanguage } from '../../../language/language';
import { inWords } from '../../speak/in-words';
import { t } from '../../words';
import { otherWay } from '../another';
import { say } from '../feedback';

/**
 * What is read aloud: the task and what may be tapped, as the first of a sitting after its aim, or, once answered,
 * the feedback; then the second explanation, once asked for.
 */
export function spoken(
  exercise: Exercise,
  received: Feedback | null,
  another = false,
  first = false,
): string {
  const lines = received ? answered(exercise, received) : asked(exercise);
  if (first && !received) lines.unshift(inLanguage(exercise.skill.can));
  if (another) lines.push(...otherWay(exercise));
  return lines.filter(Boolean).map(inWords).join('\n');
}

function asked(exercise: Exercise): string[] {
  const stem = exercise.generator.stem.map((line) => say(exercise, line));
  return [...stem, ...besides(exercise)];
}

/** What is said after the task: a drawn sum, and what may be tapped. */
export function besides(exercise: Exercise): string[] {
  const stem = exercise.generator.stem.map((line) => say(exercise, line));
  const drawing = drawn(exercise);
  // A sum that the stem already says is not said twice.
  const twice = stem.some((line) => line.includes(drawing.replace(' = ▢', '')));
  const { options = [], pictures, tiles = [] } = exercise.instance;
  // Options with a picture are to be looked at; in words they would tell which one it is.
  if (pictures && tiles.length > 0) return [...groupsOf(exercise)];
  const taps = pictures ? [word('spoken.picture')] : options;
  return [twice ? '' : drawing, ...groupsOf(exercise), ...taps, ...tiles];
}

/** What the groups are called that things are put into. */
const groupsOf = (exercise: Exercise): string[] =>
  (exercise.generator.groups ?? []).map((key) => say(exercise, key));

function answered(exercise: Exercise, { correct, misconception, wentOn }: Feedback): string[] {
  const steps = exercise.generator.steps.map((step) => say(exercise, step)).filter(Boolean);
  if (correct) return [t(wentOn ? 'feedback.wentOn' : 'feedback.right'), steps[steps.length - 1] ?? ''];
  const named = misconception ? say(exercise, `mis.${misconception}`) : '';
  return [named || t('feedback.notYet'), ...steps];
}

/** A drawn sum or sequence in words. What is drawn to be counted is not told: that would be the answer. */
function drawn({ generator: { layout }, instance }: Exercise): string {
  const text = (name: string): string => String(instance.v[String(layout[name])] ?? '');
  if (layout.kind === 'sequence') {
    const boxes = text('numbers').split(/\s+/).filter(Boolean);
    const told = boxes.map((box) => (box === '_' ? t('draw.emptyBox') : box)).join(', ');
    return t('draw.sequence', { told });
  }
  const bare = layout.kind === 'row' && (text('thing') || 'none') === 'none';
  if (!bare && layout.kind !== 'column') return '';
  return `${text('a')} ${String(layout['op'])} ${text('b')} = ▢`;
}
