import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { late, lucide, sprite } from './pictures.mjs';

const source = resolve(import.meta.dirname, '../src');
const files = readdirSync(source, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.tsx') && !name.includes('.test.'));
const named = (file) =>
  [...readFileSync(join(source, file), 'utf8').matchAll(/<Icon name="([\w-]+)"/g)].map((match) => match[1]);

it('draws every line icon that a component names', () => {
  expect(files.length).toBeGreaterThan(20);
  for (const file of files)
    for (const name of named(file)) expect([...lucide, ...late], file).toContain(name);
});

it('has the icons of the learner’s first files in those files', () => {
  const first = files.filter(
    (file) =>
      file.startsWith('learner/') && !readFileSync(join(source, file), 'utf8').includes('ui/late-icons'),
  );
  for (const file of first) for (const name of named(file)) expect(lucide, file).toContain(name);
});

it('sends no icon twice', () => {
  expect(lucide.filter((name) => late.includes(name))).toEqual([]);
});

it('draws every picture', () => {
  expect(sprite()).toContain('<symbol id="sun"');
});
