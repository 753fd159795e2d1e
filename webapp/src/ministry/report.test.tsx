import renderToString from 'preact-render-to-string';
import { beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import type { Overview } from './overview';
import { counted, Report } from './report';

const day = 8_640_000;
const overview: Overview = {
  asOf: 100 * day,
  demo: true,
  totals: { attempts: 1234, learners: null, schools: 3 },
  schools: [
    { id: 'a', name: 'A', lastContact: 99 * day, attempts: 1200, learners: 40 },
    { id: 'b', name: '<b>B</b>', lastContact: 90 * day, attempts: 34, learners: null },
    { id: 'c', name: 'C', lastContact: null, attempts: 0, learners: null },
  ],
  skills: [
    { id: 's', title: { en: 'Count to 10', ur: '10 تک گننا' }, learners: 40, share: 0.25 },
    { id: 'h', title: { en: 'Carry' }, learners: null, share: null },
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
