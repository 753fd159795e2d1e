import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(resolve(import.meta.dirname, 'tokens.css'), 'utf8');

/** The colours of each block, by its selector; a block without colours is about something else. */
const blocks = new Map(
  [...css.matchAll(/^\s*(:root[^{]*?) \{([^}]*)\}/gm)]
    .map(([, selector, body]) => [selector!, colours(body!)] as const)
    .filter(([, found]) => Object.keys(found).length > 0),
);

function colours(body: string): Record<string, string> {
  return Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!])); // prettier-ignore
}

const [calm, dark, contrast] = ['[data-calm]', "[data-scheme='dark']", '[data-contrast]'];
const themes: Record<string, string[]> = {
  light: [],
  calm: [calm!],
  dark: [dark!],
  'dark and calm': [dark!, dark! + calm],
  contrast: [contrast!],
  'contrast and dark': [dark!, contrast!, contrast! + dark],
  print: [':root:root'],
};

/** The tokens of a theme, with its blocks laid over the light ones. */
function tokens(theme: string): Record<string, string> {
  const used: Record<string, string> = {};
  for (const part of ['', ...themes[theme]!]) {
    const block = blocks.get(`:root${part}`);
    if (!block) throw new Error(`no block :root${part}`);
    Object.assign(used, block);
  }
  return used;
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
function ratio(a: string, b: string): number {
  const [light, deep] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (deep + 0.05);
}

const tints = ['teal-tint', 'marigold-tint', 'coral-tint', 'leaf-tint', 'sky-tint'];
/** Text on what is behind it. */
const text = [
  ...['paper', 'card', ...tints].map((behind) => ['ink', behind]),
  ...['paper', 'card'].flatMap((behind) => ['soft', 'teal', 'coral'].map((over) => [over, behind])),
  // A colour also stands on its own tint; marigold is never text.
  ...['teal', 'coral', 'leaf', 'sky'].map((over) => [over, `${over}-tint`]),
  ['on-teal', 'teal'],
] as [string, string][];
/** Edges and shapes that carry a meaning. */
const shapes = ['edge', 'leaf', 'sky', 'coral', 'teal'].flatMap((over) => [
  [over, 'paper'],
  [over, 'card'],
]) as [string, string][];

it('measures contrast as the standard does', () => {
  expect(ratio('#ffffff', '#000000')).toBeCloseTo(21, 5);
  expect(ratio('#777777', '#ffffff')).toBeCloseTo(4.478, 2);
});

describe.each(Object.keys(themes))('the theme %s', (theme) => {
  const used = tokens(theme);
  const strong = theme.startsWith('contrast') || theme === 'print';

  it.each(text)('%s on %s can be read', (over, behind) => {
    expect(ratio(used[over]!, used[behind]!)).toBeGreaterThanOrEqual(strong ? 7 : 4.5);
  });

  it.each(shapes)('%s on %s can be made out', (over, behind) => {
    expect(ratio(used[over]!, used[behind]!)).toBeGreaterThanOrEqual(strong ? 4.5 : 3);
  });

  it('names every colour there is', () => {
    expect(Object.keys(used).sort()).toEqual(Object.keys(tokens('light')).sort());
  });
});

it('in high contrast the marigold is no longer too pale for a shape', () => {
  for (const theme of ['contrast', 'contrast and dark'])
    expect(ratio(tokens(theme)['marigold']!, tokens(theme)['card']!)).toBeGreaterThanOrEqual(4.5);
});
