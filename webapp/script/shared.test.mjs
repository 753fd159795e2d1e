import { expect, it } from 'vitest';
import { sharing } from './shared.mjs';

const imports = {
  l: ['app', 'keys'],
  t: ['app', 'table', 'voice'],
  m: ['app', 'table', 'plot'],
  app: ['words'],
};
const wanted = { l: ['end'], t: ['example'] };
const more = { end: ['voice'], example: ['keys'] };
const name = sharing(['learner', 'l'], ['teacher', 't'], ['ministry', 'm']);
const getModuleInfo = (id) => ({
  importedIds: imports[id] ?? more[id] ?? [],
  dynamicallyImportedIds: wanted[id] ?? [],
});
const file = (id) => name(id, { getModuleInfo });

it('what pages share is one file, and so is what each needs alone', () => {
  expect(['app', 'words', 'table'].map(file)).toEqual(['base', 'base', 'adults']);
  expect(['l', 'keys', 't', 'plot'].map(file)).toEqual(['learner', 'learner', 'teacher', 'ministry']);
});

it('what is fetched when wanted never brings a page with it but the first', () => {
  expect(['end', 'example', 'voice'].map(file)).toEqual([null, null, null]);
});
