import type { Contents, Generator, Instance, Item, Layout, Part } from '../src/learner/pack';

const urdu = 'سب سے چھوٹے عدد سے شروع کریں۔';

/** Where the exercises of `everyFormat` are to be found. */
export const formatsPart = 'f'.repeat(64);

/** One exercise of every way to answer and every drawing, in a part of the form the hub serves. */
export function everyFormat({ skills }: Contents): Part {
  const generators: Generator[] = [];
  const items: Item[] = [];
  const add = (format: string, layout: Layout, stem: [string, string], instance: Partial<Instance>): void => {
    const text = (line: string): Record<string, string> => ({ stem: line, hint1: line, step1: line });
    generators.push({
      id: `g${items.length}`,
      format,
      layout,
      text: { en: text(stem[0]), ur: text(stem[1]) },
      stem: ['stem'],
      hints: ['hint1'],
      steps: ['step1'],
    });
    const made = { v: {}, answer: '7', wrong: {}, ...instance };
    items.push({ generator: items.length, level: 0, format, instances: [made] });
  };
  const fraction = (shape: 'circle' | 'bar', parts: number, filled: number) =>
    ({ kind: 'fraction', shape, parts, filled }) as const;
  const things = (count: number) => ({ kind: 'things', thing: 'mango', count }) as const;
  const sequence = { numbers: '5\u20036\u2003_\u20038\u20039' };
  add('sequel', { kind: 'none' }, ['A format of a later pack', 'بعد کی قسم'], {});
  add('choice', { kind: 'tens', tens: 't', ones: 'o' }, ['Which number do the blocks show?', 'بلاک کون سا عدد دکھاتے ہیں؟'], { v: { t: 4, o: 13 }, answer: '53', options: ['53', '17', '43', '413'] }); // prettier-ignore
  add('picture', { kind: 'none' }, ['Where is one half coloured?', 'آدھا حصہ کہاں رنگین ہے؟'], { answer: '2/4', options: ['1/5', '2/4', '3/4'], pictures: [fraction('circle', 5, 1), fraction('circle', 4, 2), fraction('bar', 4, 3)] }); // prettier-ignore
  add('picture', { kind: 'none' }, ['Where are the most?', 'سب سے زیادہ کہاں ہیں؟'], { answer: '10', options: ['9', '10'], pictures: [things(9), things(10)] }); // prettier-ignore
  add('order', { kind: 'none' }, ['Tap the numbers, the smallest first.', urdu], { answer: '7,12,19', tiles: ['12', '7', '19'] }); // prettier-ignore
  add('keypad', { kind: 'sequence', numbers: 'row' }, ['Which number goes in the empty box?', 'خالی خانے میں کون سا عدد ہے؟'], { v: { row: sequence.numbers }, answer: '7' }); // prettier-ignore
  add('choice', { kind: 'frame', count: 'a', of: 't' }, ['6 + ▢ = 10', '6 + ▢ = 10'], { v: { a: 6, t: 10 }, answer: '4', options: ['6', '4', '10'] }); // prettier-ignore
  return { format: 0, skill: skills[0]!, generators, items };
}
