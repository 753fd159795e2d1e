import renderToString from 'preact-render-to-string';
import { beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import type { Overview, SchoolPage } from './overview';
import { answersCsv, weeksCsv } from './csv';
import { looks } from './looks';
import { counted } from './parts';
import { Report } from './report';
import { Page } from './school';

const day = 8_640_000;
const overview: Overview = {
  asOf: 100 * day,
  demo: true,
  totals: { attempts: 1234, learners: null, schools: 3 },
  schools: [
    {
      id: 'a',
      name: 'A',
      lastContact: 99 * day,
      attempts: 1200,
      learners: 40,
      falling: false,
      trouble: { clones: 0, refused: 0, waiting: 0 },
    },
    {
      id: 'b',
      name: '<b>B</b>',
      lastContact: 90 * day,
      attempts: 34,
      learners: null,
      falling: null,
      trouble: { clones: 0, refused: 0, waiting: 0 },
    },
    {
      id: 'c',
      name: 'C',
      lastContact: null,
      attempts: 0,
      learners: null,
      falling: null,
      trouble: { clones: 0, refused: 0, waiting: 0 },
    },
  ],
  weeks: [],
  skills: [
    {
      id: 's',
      title: { en: 'Count to 10', ur: '10 تک گننا' },
      outcomes: ['snc/1'],
      learners: 40,
      share: 0.25,
    },
    { id: 'h', title: { en: 'Carry' }, outcomes: ['snc/1'], learners: null, share: null },
  ],
};

beforeAll(stubPage);

describe('the ministry’s report', () => {
  it('counts schools heard from within a week, of how many', () => {
    const html = renderToString(<Report overview={overview} />);
    expect(html).toMatch(
      /<strong>1<\/strong> <span>schools heard from in the last 7 days<\/span> <small>of 3<\/small>/,
    );
  });

  it('names the schools that need a call, the longest silent first', () => {
    const html = renderToString(<Report overview={overview} />);
    const look = /data-look="2".*?<\/section>/s.exec(html)?.[0] ?? '';
    expect(look.indexOf('>C<')).toBeGreaterThan(0);
    expect(look.indexOf('>C<')).toBeLessThan(look.indexOf('&lt;b>B'));
    expect(look).not.toContain('>A<');
  });

  it('names what is amiss before who is silent, and who practises less', () => {
    const [first] = overview.schools;
    const schools = [
      ...overview.schools,
      { ...first!, id: 'd', name: 'D', falling: true },
      { ...first!, id: 'e', name: 'E', trouble: { clones: 2, refused: 0, waiting: 1 } },
    ];
    expect(looks({ ...overview, schools }).map(({ school }) => school.id)).toEqual(['e', 'c', 'b', 'd']);
    const html = renderToString(<Report overview={{ ...overview, schools }} />);
    expect(html).toContain('practises less than half');
    expect(html).toContain('2 places in its records claimed twice');
    expect(html).toContain('href="/ministry/school/e"');
  });

  it('draws the weeks, and says so when there are none', () => {
    expect(renderToString(<Report overview={overview} />)).toContain('No answers with a date yet');
    const weeks = [{ start: 2969 * 7 * day - 3 * day, attempts: 1234 }];
    const html = renderToString(<Report overview={{ ...overview, weeks }} />);
    expect(html).toContain('23 Nov');
    expect(weeksCsv(weeks, false)).toBe('\uFEFFWeek from,Answers\r\n2026-11-23,1234\r\n');
  });

  it('draws no growth before there is something to tell it from', () => {
    const html = renderToString(<Report overview={overview} />);
    expect(html).toContain('Growth by starting point');
    expect(html).toContain('Not shown yet');
  });

  it('hides small cells in words, never as zero', () => {
    const html = renderToString(<Report overview={overview} />);
    expect(html.match(/fewer than 10/g)?.length).toBeGreaterThanOrEqual(5);
    expect(html).toContain('25%');
    expect(counted(null)).toBe('fewer than 10');
    expect(counted(0)).toBe('0');
  });

  it('calls itself practice progress and not an exam, in both languages', async () => {
    expect(renderToString(<Report overview={overview} />)).toContain('Practice progress, not an exam');
    await inLanguage('ur');
    const html = renderToString(<Report overview={overview} />);
    expect(html).toContain('امتحان نہیں');
    expect(html).toContain('10 تک گننا');
    expect(html).not.toMatch(/[۰-۹]/);
    await inLanguage('en');
  });

  it('shows names as text and a school that never called', () => {
    const html = renderToString(<Report overview={overview} />);
    expect(html).toContain('&lt;b>B');
    expect(html).toContain('not yet');
  });
});

describe('the page of a school', () => {
  const page: SchoolPage = {
    asOf: 100 * day,
    demo: true,
    id: 'a',
    name: '<b>A</b>',
    lastContact: null,
    attempts: 1200,
    learners: 40,
    hubs: [{ name: 'Class 2', lastContact: 99 * day, days: 12 }],
    trouble: { clones: 0, refused: 3, waiting: 0 },
    weeks: [{ start: 2969 * 7 * day - 3 * day, attempts: 1200 }],
    undated: 7,
    falling: true,
    reached: 1,
    skills: [
      { id: 's', title: { en: 'Count' }, outcomes: ['snc/1'], answers: 120, right: 0.85 },
      { id: 'h', title: {}, outcomes: [], answers: null, right: null },
    ],
  };

  it('tells weeks, hubs, skills and what is amiss', () => {
    const html = renderToString(<Page page={page} />);
    for (const said of [
      '&lt;b>A',
      'of 2',
      '7 answers more',
      'Class 2',
      '85%',
      'fewer than 100',
      'practises less',
      '3 uploads',
    ])
      expect(html).toContain(said);
    expect(answersCsv(page)).toContain('Count,snc/1,120,85,invented data');
  });

  it('hides the weeks and skills of a small school', () => {
    const html = renderToString(
      <Page
        page={{
          ...page,
          learners: null,
          weeks: null,
          undated: null,
          falling: null,
          reached: null,
          skills: null,
        }}
      />,
    );
    expect(html).toContain('Hidden: this school has fewer than 10 learners');
    expect(html).not.toContain('85%');
  });
});
