import { Sum } from '../../language/prose';
import { later } from '../later';
import type { Exercise } from '../pack';
import { t } from '../words';
import { Column } from './column';
import { Frame, Sequence, Tens } from './numbers';
import { each, nameOf, Things } from './things';

/** Draws what the exercise's layout asks for, in our own SVG; `help` shows the trade or carry, `typed` the answer so far. */
export function Drawing({ exercise, help, typed }: { exercise: Exercise; help: boolean; typed: string }) {
  const { layout } = exercise.generator;
  const Later = later.value?.drawingOf(exercise);
  if (Later) return <Later exercise={exercise} help={help} typed={typed} />;
  const number = (name: unknown): number => Number(exercise.instance.v[String(name)] ?? 0);
  const thing = String(exercise.instance.v[String(layout['thing'])] ?? 'none');
  const [a, b] = [number(layout['a']), number(layout['b'])];
  const op = String(layout['op']);
  if (layout.kind === 'column') return <Column a={a} b={b} op={op} help={help} typed={typed} />;
  if (layout.kind === 'picture') {
    const count = number(layout['count']);
    const label = t('draw.things', { told: each(nameOf(thing), count) });
    return <Things label={label} thing={thing} count={count} perRow={number(layout['perRow']) || 5} />;
  }
  if (layout.kind === 'sequence')
    return <Sequence numbers={String(exercise.instance.v[String(layout['numbers'])] ?? '')} typed={typed} />;
  if (layout.kind === 'tens') return <Tens tens={number(layout['tens'])} ones={number(layout['ones'])} />;
  if (layout.kind === 'frame') return <Frame count={number(layout['count'])} of={number(layout['of'])} />;
  if (layout.kind === 'sum')
    return <Sentence text={String(exercise.instance.v[String(layout['text'])] ?? '')} typed={typed} />;
  if (layout.kind !== 'row') return null;
  if (thing === 'none') return <Sentence text={`${a} ${op} ${b} = ▢`} typed={typed} />;
  if (op !== '+') {
    const told = { left: each(nameOf(thing), a - b), gone: each(nameOf(thing), b) };
    const label = t('draw.taken', told);
    return <Things label={label} thing={thing} count={a} perRow={5} crossed={b} />;
  }
  const told = { a: each(nameOf(thing), a), b: each(nameOf(thing), b) };
  return (
    <div class="sum" dir="ltr" role="img" aria-label={t('draw.joined', told)}>
      <Things thing={thing} count={a} perRow={5} />
      <span class="sign">+</span>
      <Things thing={thing} count={b} perRow={5} />
    </div>
  );
}

/** A sum with one empty box, left to right in every language. */
function Sentence({ text, typed }: { text: string; typed: string }) {
  return (
    <div class="sentence" dir="ltr">
      <Sum text={text} box={<span class="blank">{typed}</span>} />
    </div>
  );
}
