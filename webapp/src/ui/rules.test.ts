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

describe('corners', () => {
  // On paper they are measured on paper.
  it.each(files(/\.css$/))('of %s are tokens', (file) => {
    const rounded = [...read(file).matchAll(/border(?:-[a-z]+)*-radius:\s*([^;}]+)/g)].map(
      ([, value]) => value!,
    );
    expect(
      rounded.filter((value) => !/^(var\(--(radius(-small|-large)?|round)\)|50%|0|\d+mm)$/.test(value)),
    ).toEqual([]);
  });

  it('are 14 to 24 px, and a pill', () => {
    const steps = [...read('ui/tokens.css').matchAll(/--radius[-a-z]*:\s*(\d+)px/g)].map(([, px]) =>
      Number(px),
    );
    expect(steps).toEqual([14, 16, 24]);
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

/** The class names that a style sheet gives rules of their own, wherever they stand; on paper it may say more of them. */
function alone(file: string): string[] {
  const screen = read(file).replace(/@media print\s*\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, '');
  const selectors = [...screen.matchAll(/([^{}]+)\{/g)].flatMap(([, list]) => list!.split(','));
  return selectors.flatMap((one) => /^\s*\.([\w-]+)(?::[\w-]+)*\s*$/.exec(one)?.[1] ?? []);
}

describe('names of classes', () => {
  // One area's sheets stay with the page when another opens, so a name in two of them is a fault that waits.
  const sheets = files(/\.css$/).filter((file) => !file.endsWith('print.css'));
  // A teacher is shown a learner's drawings and boards too.
  const room = (file: string): string =>
    /\/(drawing|later|tools)\.css$/.test(file) ? 'ui' : file.split('/')[0]!;

  it('are found where they stand', () => {
    expect(alone('ui/button.css')).toEqual(expect.arrayContaining(['button', 'choices']));
    expect(alone('ui/base.css')).not.toContain('status');
  });

  it.each(sheets)('of %s are its own', (file) => {
    const own = new Set(alone(file));
    const elsewhere = sheets.filter((other) => other !== file);
    const twice = elsewhere.flatMap(
      (other) =>
      alone(other).filter((name) => own.has(name)).map((name) => `.${name} in ${other}`), // prettier-ignore
    );
    expect(twice).toEqual([]);
  });

  it.each(sheets.filter((file) => room(file) !== 'ui'))('of %s are told by no other area', (file) => {
    const others = sheets.filter((other) => !['ui', room(file)].includes(room(other)));
    const told = others.flatMap(
      (other) =>
      alone(file).filter((name) => new RegExp(`\\.${name}(?![\\w-])`).test(read(other))).map((name) => `.${name} in ${other}`), // prettier-ignore
    );
    expect(told).toEqual([]);
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
