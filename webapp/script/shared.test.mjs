import { expect, it } from 'vitest';
import { sharing } from './shared.mjs';

const imports = { t: ['table', 'voice'], m: ['table', 'plot'], table: ['words'], sheet: ['voice'] };
const wanted = { t: ['example'], m: ['sheet'] };
const name = sharing('adults', ['teacher', 't'], ['ministry', 'm']);
const getModuleInfo = (id) => ({ importedIds: imports[id] ?? [], dynamicallyImportedIds: wanted[id] ?? [] });
const file = (id) => name(id, { getModuleInfo });

it('what pages share is one file, and so is what each needs alone', () => {
  expect(['table', 'words'].map(file)).toEqual(['adults', 'adults']);
  expect(['t', 'm', 'plot'].map(file)).toEqual(['teacher', 'ministry', 'ministry']);
});

it('what is fetched when wanted never brings another page with it', () => {
  expect(['example', 'sheet', 'voice'].map(file)).toEqual([null, null, null]);
});
