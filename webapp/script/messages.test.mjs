import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import MessageFormat from '@messageformat/core';
import { describe, expect, it } from 'vitest';
import { compile } from './messages.mjs';

const folder = resolve(import.meta.dirname, '../locale');
const read = (locale, file) => JSON.parse(readFileSync(join(folder, locale, file), 'utf8'));
const holes = (message) => [...new Set(message.match(/\{\w+/g) ?? [])].sort();

describe.each(readdirSync(join(folder, 'en')))('%s', (file) => {
  const [english, urdu] = [read('en', file), read('ur', file)];

  it('says everything in both languages', () => {
    expect(Object.keys(urdu)).toEqual(Object.keys(english));
    for (const [key, message] of Object.entries(urdu)) {
      expect(message.trim(), key).not.toBe('');
      // Words such as "one" stand for a count in English only.
      for (const hole of holes(message)) expect(holes(english[key]), key).toContain(hole);
    }
  });

  it('compiles to functions without a compiler at run time', () => {
    for (const [locale, words] of [['en', english], ['ur', urdu]]) expect(compile(locale, words)).not.toMatch(/new Function|eval/); // prettier-ignore
  });

  it('shows western digits in Urdu', () => {
    for (const [key, message] of Object.entries(urdu)) {
      if (key === 'digits.urdu') continue; // shows what it offers
      expect(message, key).not.toMatch(/[۰-۹٠-٩]/);
      const shown = new MessageFormat('ur').compile(message)({
        n: 3,
        all: 5,
        wrong: 2,
        hints: 1,
        right: 2,
        a: 3,
        b: 1,
        before: 1,
      });
      expect(shown, key).not.toMatch(/[۰-۹٠-٩]/);
    }
  });
});
