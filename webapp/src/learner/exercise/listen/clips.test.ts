import { describe, expect, it } from 'vitest';
import cases from '../../../../../internal/speech/testdata/spoken.json';
import { clipsOf } from './clips';
import { covered } from './play';

describe('what is said in clips', () => {
  it.each(cases)('$language: $text', ({ language, text, clips }) => {
    expect(clipsOf(language, text)).toEqual(clips);
  });

  it('is nothing in a language without words', () => {
    expect(clipsOf('fr', '3 + 4')).toEqual([]);
  });

  it('is the whole task or nothing; what else can be said comes after', () => {
    const held = { 'How much is': 'a', three: 'b', plus: 'c', four: 'd' };
    expect(covered(held, 'en', ['How much is 3 + 4?'], ['3', '9'])).toEqual(['a', 'b', 'c', 'd', 'b']);
    expect(covered(held, 'en', ['How much is 3 + 9?'], [])).toBeNull();
    expect(covered({}, 'en', [''], [])).toBeNull();
  });
});
