import renderToString from 'preact-render-to-string';
import { beforeAll, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { type Brought, Carry, parseBrought, Told } from './carry';

beforeAll(async () => {
  stubPage();
  await inLanguage('en');
});

const nothing: Brought = { files: 0, receipts: 0, segments: 0, others: 0, problems: [] };
const page = (sum: Partial<Brought>): string => renderToString(<Told sum={{ ...nothing, ...sum }} />);

it('offers to take and to bring', () => {
  const html = renderToString(<Carry />);
  expect(html).toContain('type="file"');
  expect(html.match(/class="button/g)).toHaveLength(2);
});

it('tells what came of files, each outcome apart', () => {
  expect(page({ files: 1, receipts: 3 })).toContain('3 receipts');
  expect(page({ others: 2 })).toContain('another');
  const bad = page({ files: 1, problems: ['bundle.darasa: the file is not whole; copy it again'] });
  expect(bad).toContain('role="alert"');
  expect(bad).toContain('not whole');
  expect(bad).not.toContain('role="status"');
});

it('reads the hub, and nothing else', () => {
  expect(parseBrought({ files: 1, receipts: 'x', problems: [] })).toEqual({ ...nothing, files: 1 });
  for (const value of [null, [], {}, { files: 1 }]) expect(parseBrought(value)).toBeNull();
});
