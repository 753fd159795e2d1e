import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '..');
const files = (ending: RegExp): string[] =>
  readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => ending.test(file)).sort(); // prettier-ignore
const read = (file: string): string => readFileSync(resolve(src, file), 'utf8').replace(/\/\*[^]*?\*\//g, '');

/** Where colours are given names, and a code whose two colours are those of ink and paper. */
const allowed = ['ui/tokens.css', 'teacher/poster.tsx'];
const literal =
  /#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|lab)\(|(?<![-\w])(?:white|black|red|green|blue|gr[ae]y|orange|yellow)(?![-\w])/gi;

function colours(file: string): string[] {
  const text = read(file);
  // In a style sheet a colour is a value; in markup it is drawn with.
  const places = file.endsWith('.css')
    ? [...text.matchAll(/:([^;{}]*);/g)].map(([, value]) => value!)
    : [...text.matchAll(/(?:fill|stroke|color|background)[=:]\s*\{?['"`]([^'"`]*)/g)].map(
        ([, value]) => value!,
      );
  return places.flatMap((value) => value.match(literal) ?? []);
}

describe('colours', () => {
  it('are found where they stand', () => {
    expect(colours('ui/tokens.css').length).toBeGreaterThan(100);
    expect(colours('teacher/poster.tsx')).toEqual(['#fff', '#000']);
  });

  it.each(files(/\.(css|tsx)$/).filter((file) => !allowed.includes(file)))('of %s are tokens', (file) => {
    expect(colours(file)).toEqual([]);
  });
});

describe('sizes of letters', () => {
  // Inside a drawing they are counted in its own units, which grow with it.
  const drawing = /svg|number|digit|helper|scale|weight|worth|clock|label/;

  it.each(files(/^(ui|learner)\/.*\.css$/))('of %s follow the person’s own', (file) => {
    const rules = [...read(file).matchAll(/([^{}]+)\{([^{}]*)\}/g)];
    const fixed = rules.filter(
      ([, selector, body]) => /font-size:[^;]*\dpx/.test(body!) && !drawing.test(selector!),
    );
    expect(fixed.map(([, selector]) => selector!.trim())).toEqual([]);
  });
});

describe('a learner’s buttons', () => {
  /** A chip is dragged as well as tapped, which no other button is. */
  const own = ['learner/exercise/tools/panel.tsx'];

  it.each(files(/^learner\/.*\.tsx$/).filter((file) => !own.includes(file)))(
    'of %s are the component',
    (file) => {
      expect(read(file)).not.toMatch(/class="button/);
    },
  );
});
