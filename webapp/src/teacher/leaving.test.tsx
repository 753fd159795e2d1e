import renderToString from 'preact-render-to-string';
import { beforeAll, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { Arrival, failureOf, parseArrived, Welcome } from './arrival';
import { Consequences, Forgotten } from './forget';
import { Kept, Leaving } from './leaving';
import { parsePupil } from './pupil';

beforeAll(async () => {
  stubPage();
  await inLanguage('en');
});

it('offers the file before forgetting, and asks nothing yet', () => {
  const learner = { id: '01a2', name: 'Sana Rind', animal: 'owl', grade: 2 };
  const pupil = parsePupil({ now: 1, learner, skills: [], sessions: [] })!;
  const html = renderToString(<Leaving pupil={pupil} gone={() => undefined} />);
  expect(html.indexOf('File for the new school')).toBeLessThan(html.indexOf('Forget this child'));
  expect(html).not.toContain('<dialog');
});

it('says what goes, where, what stays and that nothing brings it back', () => {
  const html = renderToString(<Consequences />);
  for (const word of [
    'name, pictures, every answer',
    'cloud',
    'tablets',
    'backups',
    'Nobody can bring this back',
  ])
    expect(html).toContain(word);
  expect(renderToString(<Forgotten />)).toContain('destroy old backups');
});

it('shows the code once the file is kept, and that the two go by different ways', () => {
  const html = renderToString(<Kept code="ABCDE-F" bytes={41_200} />);
  expect(html).toContain('41 KB');
  expect(html.replace(/<\/?span>/g, '')).toContain('ABCDE-F');
  expect(html).toContain('different ways');
});

it('takes a file and a code, and not before both are there', () => {
  const html = renderToString(<Arrival changed={() => Promise.resolve()} />);
  expect(html).toContain('type="file"');
  expect(html).toMatch(/<button[^>]*disabled[^>]*class="button main"/);
});

it('says who came and what is left to do', () => {
  const html = renderToString(<Welcome child={{ learner: '01a2', name: 'Sana Rind', ops: 812 }} />);
  expect(html).toContain('812 entries');
  expect(html).toContain('/teacher/pupil/01a2');
  expect(html).toContain('/teacher/print/cards');
  expect(renderToString(<Welcome child={{ learner: 'x', name: 'Sana', ops: 0 }} />)).toContain(
    'nothing that was not',
  );
});

it('tells failures apart by what the hub answered', () => {
  expect([400, 404, 409, 413, 426, 500].map(failureOf)).toEqual([
    'damaged',
    'closed',
    'forgotten',
    'full',
    'newer',
    'failed',
  ]);
});

it('reads the hub, and nothing else', () => {
  expect(parseArrived({ learner: 'x', name: 'Sana', ops: 'y' })).toEqual({
    learner: 'x',
    name: 'Sana',
    ops: 0,
  });
  for (const value of [null, [], {}, { learner: 4 }]) expect(parseArrived(value)).toBeNull();
});
