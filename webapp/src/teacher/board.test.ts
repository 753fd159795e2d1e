import { beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { title } from './advice';
import { type Board, parseBoard, type Row } from './board-shape';
import { line, reason, what } from './reason';

const wrong = { code: 'wrong', values: [3, 2], skill: 'add-within-10', misconception: 'forgets-carry' };
const row = {
  id: 'a',
  name: 'Amina',
  animal: 'owl',
  wave: 1,
  device: 7,
  state: 'stuck',
  seated: true,
  here: true,
  absent: false,
  skill: 'add-within-10',
  since: 1000,
  right: 1,
  wrong: 3,
  hints: 2,
  misconception: 'forgets-carry',
  signals: [wrong],
  helped: 0,
  waiting: false,
};
const words = {
  skills: {
    'add-within-10': {
      title: { en: 'Add up to 10', ur: '10 تک جمع' },
      say: { en: 'Show me.', ur: 'دکھائیں۔' },
      do: {},
    },
  },
  misconceptions: {
    'forgets-carry': {
      title: { en: 'Leaves out the carried ten', ur: 'حاصل کی دہائی رہ گئی' },
      say: { en: 'Where is the new ten?', ur: 'نئی دہائی کہاں ہے؟' },
      do: { en: 'Tie ten sticks.', ur: 'دس تیلیاں باندھیں۔' },
    },
  },
};
const board = {
  now: 13_000,
  learners: [row],
  people: [{ learners: ['a'], state: 'stuck' }],
  count: {},
  reteach: { misconception: 'forgets-carry', skill: 'add-within-10', learners: 4, of: 9 },
  words,
  example: null,
};
const read = (changes: object = {}): Board => parseBoard({ ...board, ...changes })!;
const parsed = (changes: Partial<Record<keyof typeof row, unknown>>): Row => read({ learners: [{ ...row, ...changes }] }).learners[0]!; // prettier-ignore

beforeAll(stubPage);

describe('a board', () => {
  it('is read as the hub writes it', () => {
    expect(read()).toMatchObject({ learners: [row], people: board.people, reteach: board.reteach, words });
    expect(parsed({ device: 0 }).device).toBeNull();
  });

  it.each([null, 'board', [], { learners: [] }, { now: 1 }, { now: '1', learners: [] }])(
    'is not %j',
    (value) => {
      expect(parseBoard(value)).toBeNull();
    },
  );

  it('leaves out what it cannot read and shows the others', () => {
    const learners = [null, { ...row, state: 'dancing' }, { ...row, id: 5 }, row];
    expect(read({ learners }).learners).toEqual([row]);
    expect(read({ people: [{ learners: ['nobody'], state: 'stuck' }, 5, { learners: [] }] }).people).toEqual(
      [],
    );
    for (const example of [
      5,
      {},
      { response: '3' },
      { response: '3', exercise: { generator: {}, instance: {} } },
    ])
      expect(read({ example }).example).toBeNull();
    expect(read({ words: { skills: { a: 5, b: { title: { en: 5 } } } } }).words.skills).toEqual({
      b: { title: {}, say: {}, do: {} },
    });
  });
});

describe('the reason on a card', () => {
  const told = (changes: object): string => reason(parsed(changes), 13_000, read().words);
  const signals = (code: string, ...values: number[]) => [{ ...wrong, code, values }];

  it.each([
    [{}, 'Add up to 10: 3 wrong in a row, 2 hints'],
    [{ signals: signals('wrong', 3, 0) }, 'Add up to 10: 3 wrong in a row'],
    [
      { signals: signals('ground', 3, 0) },
      'Add up to 10: 3 wrong in a row, and nothing easier comes before it',
    ],
    [
      { signals: signals('ground', 4, 1) },
      'Add up to 10: 4 wrong in a row, and what comes before it is wrong too',
    ],
    [{ signals: signals('guessing', 3, 6) }, '3 of 6 answers too fast to have read'],
    [{ signals: signals('spinning', 10, 4) }, 'Add up to 10: 4 right of 10, not steady yet'],
    [{ signals: signals('of-tomorrow', 1) }, 'Add up to 10: needs a look'],
    [{ state: 'idle' }, 'no answer for 2 minutes'],
    [{ state: 'away' }, 'no signal for 2 minutes'],
    [{ state: 'working', signals: [] }, 'Add up to 10: 1 right of 4'],
  ])('of %j has figures with "of how many"', (changes, said) => {
    expect(told(changes)).toBe(said);
  });

  it('does not count minutes backwards and does not speak of zero answers', () => {
    expect(told({ state: 'idle', since: 99_000 })).toBe('no answer for less than a minute');
    expect(told({ state: 'working', signals: [], right: 0, wrong: 0 })).toBe('has just begun');
  });

  it('comes with a line to say: of the mistake, of the skill, or of the kind of trouble', () => {
    const said = (changes: object, pair = false): string => line(parsed(changes), pair, read().words);
    expect(said({})).toBe('Where is the new ten?');
    expect(said({ signals: [{ ...wrong, misconception: '' }] })).toBe('Show me.');
    expect(said({ signals: [{ ...wrong, misconception: '', skill: 'unknown' }] })).toBe(
      'Show me how you began.',
    );
    expect(said({ signals: signals('guessing', 3, 6) })).toBe('Read it to me in your own words.');
    expect(said({ state: 'idle' })).toBe('Show me where you are.');
    expect(said({ state: 'idle' }, true)).toBe('Whose turn is it?');
    expect(what(parsed({}))).toBe('wrong add-within-10');
    expect(what(parsed({ state: 'idle' }))).toBe('idle');
  });

  it('is in Urdu on a page in Urdu', async () => {
    await inLanguage('ur');
    for (const changes of [
      {},
      { state: 'idle' },
      { signals: signals('guessing', 3, 6) },
      { signals: signals('x') },
    ]) {
      expect(told(changes)).toMatch(/^[^a-z]*$/);
      expect(line(parsed(changes), false, read().words)).toMatch(/^[^a-z]*$/);
    }
    await inLanguage('en');
  });
});

it('names skills and misconceptions as the hub does, others by their id', async () => {
  const { misconceptions } = read().words;
  expect(title(misconceptions, 'forgets-carry')).toBe('Leaves out the carried ten');
  await inLanguage('ur');
  expect(title(misconceptions, 'forgets-carry')).toMatch(/[؀-ۿ]/);
  await inLanguage('en');
  expect(title(misconceptions, 'fold-paper')).toBe('fold paper');
});
