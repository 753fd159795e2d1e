import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (language: string, name: string): [string, string][] => {
  const file = new URL(`../../locale/${language}/${name}.json`, import.meta.url);
  return Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
};

const prizes = {
  en: /\b(points?|scores?|ranks?|badges?|coins?|streaks?|winners?|best|leader|level up|prizes?)\b/i,
  ur: /(پوائنٹ|نمبر ون|درجہ بندی|انعام|بیج |سکے|جیت|اول )/,
};
const fixed = {
  en: /\b(you are|you're|clever|smart|genius|talented|stupid|lazy|slow|bad|wrong again|fail)/i,
  ur: /(ذہین|نالائق|کند|سست|ناکام|غلط)/,
};

describe.each([
  ['en', 'learner'],
  ['ur', 'learner'],
  ['en', 'end'],
  ['ur', 'end'],
  ['en', 'map'],
  ['ur', 'map'],
] as const)('what the app says to a learner in %s (%s)', (language, name) => {
  it('counts no points and ranks nobody', () => {
    for (const [key, text] of read(language, name)) expect(text, key).not.toMatch(prizes[language]);
  });

  it('never speaks of what a child is', () => {
    for (const [key, text] of read(language, name)) expect(text, key).not.toMatch(fixed[language]);
  });
});
