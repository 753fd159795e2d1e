import { beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { parseBoard, type Row } from './board';
import { reason } from './now';
import { title } from './titles';

const row = {
  id: 'a',
  name: 'Amina',
  animal: 'owl',
  device: 7,
  state: 'stuck',
  skill: 'add-within-10',
  since: 1000,
  right: 1,
  wrong: 3,
  hints: 2,
  misconception: 'forgets-carry',
  waiting: false,
};
const board = {
  now: 13_000,
  learners: [row],
  count: {},
  reteach: { misconception: 'forgets-carry', learners: 4 },
};
const parsed = (changes: Partial<Record<keyof typeof row, unknown>>): Row => parseBoard({ ...board, learners: [{ ...row, ...changes }] })!.learners[0]!; // prettier-ignore

beforeAll(stubPage);

describe('a board', () => {
  it('is read as the hub writes it', () => {
    expect(parseBoard(board)?.learners[0]).toEqual(row);
    expect(parseBoard(board)?.reteach).toEqual({ what: 'forgets-carry', n: 4, all: 1 });
    expect(parsed({ device: 0, skill: '', misconception: '' })).toMatchObject({
      device: null,
      skill: null,
      misconception: null,
    });
  });

  it.each([null, 'board', [], { learners: [] }, { now: 1 }, { now: '1', learners: [] }])(
    'is not %j',
    (value) => {
      expect(parseBoard(value)).toBeNull();
    },
  );

  it('leaves out rows it cannot read and shows the others', () => {
    const learners = [null, { ...row, state: 'dancing' }, { ...row, id: 5 }, row];
    expect(parseBoard({ ...board, learners })?.learners).toEqual([row]);
  });
});

describe('the reason on a card', () => {
  it.each([
    ['stuck', 'Add up to 10: 3 not right of 4, 2 hints'],
    ['idle', 'no answer for 2 minutes'],
    ['away', 'no signal for 2 minutes'],
    ['working', 'Add up to 10: 1 right of 4'],
  ])('of a learner who is %s has figures with "of how many"', (state, line) => {
    expect(reason(parsed({ state }), 13_000)).toBe(line);
  });

  it('does not count minutes backwards and does not speak of zero answers', () => {
    expect(reason(parsed({ state: 'idle', since: 99_000 }), 13_000)).toBe('no answer for less than a minute');
    expect(reason(parsed({ state: 'working', right: 0, wrong: 0 }), 13_000)).toBe('has just begun');
  });

  it('is in Urdu on a page in Urdu', async () => {
    await inLanguage('ur');
    expect(reason(parsed({}), 13_000)).toMatch(/^[^a-z]*$/);
    await inLanguage('en');
  });
});

it('names skills and misconceptions of the packs on board, others by their id', () => {
  expect(title('forgets-carry', 'en')).toBe('Leaves out the carried ten');
  expect(title('forgets-carry', 'ur')).toMatch(/[؀-ۿ]/);
  expect(title('fold-paper', 'ur')).toBe('fold paper');
});
