import { afterEach, beforeAll, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { schoolsCsv, skillsCsv } from './csv';
import type { Overview } from './overview';

const overview: Overview = {
  asOf: 0,
  demo: false,
  totals: { attempts: 1234, learners: null, schools: 2 },
  schools: [
    {
      id: 'a',
      name: 'A, the "first"',
      lastContact: 0,
      attempts: 1200,
      learners: 40,
      falling: false,
      trouble: { clones: 0, refused: 0, waiting: 0 },
    },
    {
      id: 'b',
      name: '=HYPERLINK("x")',
      lastContact: null,
      attempts: 34,
      learners: null,
      falling: null,
      trouble: { clones: 0, refused: 0, waiting: 0 },
    },
  ],
  weeks: [],
  skills: [
    { id: 's', title: { en: 'Count', ur: 'گننا' }, outcomes: ['snc/1'], learners: 40, share: 0.254 },
    { id: 'h', title: {}, outcomes: ['snc/1'], learners: null, share: null },
  ],
};

beforeAll(stubPage);
afterEach(() => inLanguage('en'));

it('writes the schools as they are shown, small cells hidden', () => {
  expect(schoolsCsv(overview)).toBe(
    '\uFEFFSchool,Last contact,Answers,Learners,Practice\r\n' +
      '"A, the ""first""",1970-01-01 00:00,1200,40,not falling\r\n' +
      '"\'=HYPERLINK(""x"")",not yet,34,fewer than 10,fewer than 10\r\n',
  );
});

it('writes heads and skills in the language of the page', async () => {
  await inLanguage('ur');
  const lines = skillsCsv(overview).split('\r\n');
  expect(lines[0]).toBe('\uFEFFمہارت,نصابی ہدف، ہماری نقشہ بندی، ابھی جانچی نہیں گئی,آتی ہے (%),طلبہ');
  expect(lines.slice(1, 3)).toEqual(['گننا,snc/1,25,40', 'h,snc/1,10 سے کم,10 سے کم']);
});

it('marks every row of invented data', () => {
  const lines = schoolsCsv({ ...overview, demo: true })
    .trim()
    .split('\r\n');
  expect(lines.every((line) => line.endsWith(',invented data'))).toBe(true);
});

it.each(['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '\u200f=1', '＝1'])(
  'lets no spreadsheet compute %j',
  (name) => {
    const [school] = overview.schools;
    const text = schoolsCsv({ ...overview, schools: [{ ...school!, name }] });
    expect(text.split('\r\n')[1]).toMatch(/^"?'/);
  },
);
