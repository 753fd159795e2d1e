import { expect, it } from 'vitest';
import { areaLinks } from './before-paint.mjs';

const chunk = (fileName, imports, ...importedCss) => ({ fileName, imports, viteMetadata: { importedCss } });
const files = [
  { ...chunk('teacher.js', ['shared.js', 'main.js', 'entry.js'], 'teacher.css'), facadeModuleId: '/src/teacher/index.tsx' },
  chunk('main.js', [], 'main.css'),
  chunk('shared.js', [], 'shared.css', 'main.css'),
  { ...chunk('entry.js', []), isEntry: true },
]; // prettier-ignore
const linked = (path, html) =>
  areaLinks(files, path, html).map(({ attrs: { rel, href } }) => `${rel} ${href}`);

it('an area’s own styles come last, and nothing is linked twice', () => {
  expect(linked('/teacher.html', '<link rel="stylesheet" href="/main.css">')).toEqual([
    'modulepreload /main.js',
    'modulepreload /shared.js',
    'modulepreload /teacher.js',
    'stylesheet /shared.css',
    'stylesheet /teacher.css',
  ]);
  expect(linked('/teacher.html', '<script src="/main.js"></script><link href="/main.css">')[0]).toBe(
    'modulepreload /shared.js',
  );
});

it('the learner’s page has none', () => {
  expect(linked('/index.html', '')).toEqual([]);
});
