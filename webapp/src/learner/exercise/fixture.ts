import type { Exercise, Layout, Values } from '../pack';

/** An exercise with the given layout and values, for tests of what is drawn and said. */
export function exerciseOf(layout: Layout, values: Values, answer = '7'): Exercise {
  return {
    item: { generator: 0, level: 0, format: 'keypad', instances: [] },
    instance: { v: values, answer, wrong: { '1': 'subtracts-instead' } },
    generator: {
      id: 'g',
      format: 'keypad',
      layout,
      stem: ['stem'],
      hints: ['hint1'],
      steps: ['step1', 'step2'],
      text: {
        en: { stem: 'How much is {a} + {b}?', step1: 'Start at {a}.', step2: '{a} + {b} = {s}', 'mis.subtracts-instead': 'The sign + says: put {a} and {b} together.' }, // prettier-ignore
        ur: { stem: '{a} + {b} کتنے ہوتے ہیں؟', step1: '{a} سے شروع کریں۔', step2: 'جواب: {a} + {b} = {s}' },
      },
    },
    skill: { id: 'add', picture: 'add', title: { en: 'Add up to 10', ur: '10 تک جمع' }, can: {} },
  };
}
