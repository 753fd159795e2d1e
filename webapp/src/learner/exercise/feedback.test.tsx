import renderToString from 'preact-render-to-string';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../../testing/page';
import type { Exercise } from '../pack';
import { another, feedback, hints } from '../screen';
import { AnotherButton, AnotherWay } from './another';
import { Feedback, say } from './feedback';
import { exerciseOf } from './fixture';
import { western } from './keyboard';
import { spoken } from './listen/spoken';
import { explain } from './why';

const exercise = exerciseOf({ kind: 'row' }, { a: 3, b: 4, s: 7 });
const skills = [exercise.skill, { ...exercise.skill, title: { en: 'Count to 10', ur: '10 تک گننا' } }];

beforeAll(stubPage);
afterEach(() => inLanguage('en'));

describe('feedback', () => {
  const show = (correct: boolean, misconception: string | null): string =>
    renderToString(<Feedback exercise={exercise} received={{ correct, misconception }} />).replace(
      /<\/?bdi[^>]*>/g,
      '',
    );

  it('names what was done when the way is known', () => {
    const html = show(false, 'subtracts-instead');
    expect(html).toContain('The sign + says: put 3 and 4 together.');
    expect(html).toContain('3 + 4 = 7');
  });

  it('gives the steps when it is not, and when Urdu lacks the line', async () => {
    expect(show(false, null)).toContain('Not yet. Follow the steps.');
    await inLanguage('ur');
    expect(show(false, null)).toContain('ابھی نہیں');
    expect(show(false, 'subtracts-instead')).toContain('The sign + says');
  });

  it('repeats the work, not praise, when it is right', () => {
    expect(show(true, null)).toContain('3 + 4 = 7');
  });

  it('speaks of the work and never of the child', () => {
    for (const html of [show(true, null), show(false, null), show(false, 'subtracts-instead')])
      expect(html).not.toMatch(/\b(wrong|you are|good (girl|boy)|clever)\b/i);
  });

  it('says a text of the pack in the language of the page', async () => {
    expect(say(exercise, 'stem')).toBe('How much is 3 + 4?');
    await inLanguage('ur');
    expect(say(exercise, 'stem')).toBe('3 + 4 کتنے ہوتے ہیں؟');
    expect(say(exercise, 'missing')).toBe('');
  });
});

describe('another way', () => {
  const { generator } = exercise;
  const text = { en: { ...generator.text['en'], way1: 'Lay {a} and {b} on the table.' } };
  const layout = { kind: 'tens', tens: 'a', ones: 'b' };
  const more = { ...exercise, generator: { ...generator, text, another: { say: ['way1'], layout } } };
  const offered = (of: Exercise): boolean => renderToString(<AnotherButton exercise={of} />) !== '';
  afterEach(() => {
    [hints.value, another.value, feedback.value] = [0, false, null];
  });

  it('is offered after a hint or an answer that is not right yet, and once', () => {
    expect(offered(more)).toBe(false);
    hints.value = 1;
    expect(offered(more)).toBe(true);
    expect(offered(exercise)).toBe(false);
    another.value = true;
    expect(offered(more)).toBe(false);
    another.value = false;
    feedback.value = { correct: true, misconception: null };
    expect(offered(more)).toBe(false);
    feedback.value = { correct: false, misconception: null };
    expect(offered(more)).toBe(true);
  });

  it('is told in words, with a drawing of its own', () => {
    const html = renderToString(<AnotherWay exercise={more} />);
    expect(html.replace(/<[^>]*>/g, '')).toContain('Lay 3 and 4 on the table.');
    expect(html).toContain('class="tens"');
    expect(spoken(more, null, true)).toContain('Lay 3 and 4 on the table.');
    expect(spoken(more, null)).not.toContain('Lay');
  });
});

describe('why this one', () => {
  const codes = [
    { code: 'fringe', values: [0, 0] },
    { code: 'fringe', values: [0, 2] },
    { code: 'review-due', values: [0, 0.7, 3] },
    { code: 'pinned', values: [0] },
    { code: 'step-back', values: [0, 1] },
    { code: 'extension', values: [0] },
    { code: 'level-fits', values: [0.81, 0.8] },
    { code: 'placement', values: [0, 3] },
    { code: 'person', values: [0] },
  ];

  it.each(['en', 'ur'] as const)('has a sentence for every code in %s', async (language) => {
    await inLanguage(language);
    const said = codes.map((reason) => explain(reason, skills));
    expect(new Set(said).size).toBe(codes.length);
    for (const line of said) expect(line).not.toMatch(/[{}]|undefined|NaN/);
    expect(said[6]).toContain('8');
    expect(said[4]).toContain(skills[1]!.title[language]);
  });

  it('is silent about codes of a later engine and skills it does not have', () => {
    expect(explain({ code: 'moon-phase', values: [1] }, skills)).toBeNull();
    expect(explain({ code: 'pinned', values: [99] }, skills)).not.toContain('undefined');
  });
});

it('reads the digits of every keyboard', () => {
  expect(['0', '9', '۰', '۹', '٠', '٩'].map(western)).toEqual(['0', '9', '0', '9', '0', '9']);
  for (const key of ['a', 'Enter', '', '½', '٫', '12']) expect(western(key), key).toBeNull();
});
