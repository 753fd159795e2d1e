import { beforeEach, expect, it, vi } from 'vitest';
import { stubPage } from '../testing/page';
import { fetchNameFonts, hadNameFonts, inUrdu } from './names';

beforeEach(stubPage);

it.each([
  ['لائبہ', true],
  ['Ayesha', false],
  ['Ayesha گل', true],
  ['', false],
])('%s is in Urdu letters: %s', (name, expected) => expect(inUrdu(name)).toBe(expected));

it('a class without Urdu names fetches no typeface for them', () => {
  fetchNameFonts(['Ayesha', 'Bilal']);
  expect(hadNameFonts()).toBe(false);
});

it('a device remembers that it has the letters of the names', () => {
  expect(hadNameFonts()).toBe(false);
  fetchNameFonts(['Ayesha', 'لائبہ']);
  expect(hadNameFonts()).toBe(true);
});

it('a device without storage fetches them each time', () => {
  vi.stubGlobal('localStorage', undefined);
  expect(() => fetchNameFonts(['لائبہ'])).not.toThrow();
  expect(hadNameFonts()).toBe(false);
  vi.unstubAllGlobals();
});
