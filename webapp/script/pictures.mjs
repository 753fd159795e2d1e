import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The animals and the twelve secret pictures: our name → name in the emoji set. */
export const emoji = {
  owl: 'owl', lion: 'lion', rabbit: 'rabbit', goat: 'goat', fox: 'fox', cat: 'cat', dog: 'dog-face', duck: 'duck',
  elephant: 'elephant', frog: 'frog', horse: 'horse-face', cow: 'cow-face', sheep: 'ewe', turtle: 'turtle',
  bee: 'honeybee', butterfly: 'butterfly', camel: 'camel', peacock: 'peacock', parrot: 'parrot', deer: 'deer',
  sun: 'sun', moon: 'crescent-moon', star: 'star', tree: 'deciduous-tree', flower: 'tulip', fish: 'tropical-fish',
  bird: 'bird', boat: 'sailboat', house: 'house', ball: 'soccer-ball', key: 'key', drum: 'drum', 
  // Things to count, under the names the packs use.
  mango: 'mango', 'red-apple': 'red-apple', kite: 'kite', 'soccer-ball': 'soccer-ball', tulip: 'tulip',
}; // prettier-ignore

/** Line icons in the first files of a learner; each costs about 100 bytes of the first visit. */
export const lucide = [
  'arrow-left-right', 'book-open', 'arrow-right', 'check', 'check-check', 'circle-help', 'delete', 'flip-horizontal-2', 'hand', 'hourglass', 'inbox', 'lightbulb', 'log-out', 'map', 'pencil-line', 'refresh-cw',
  'rotate-ccw', 'sliders-horizontal', 'tablet-smartphone', 'triangle-alert', 'users', 'volume-2', 'wifi-off', 'x',
]; // prettier-ignore

/** Line icons that come with the pages of adults and with what a learner opens later (ui/late-icons.ts). */
export const late = [
  'a-large-small', 'activity', 'arrow-down', 'arrow-up', 'blocks', 'chevron-right', 'clock', 'coffee', 'coins', 'columns-3', 'contrast', 'eye', 'eye-off',
  'grid-3x3', 'grip', 'hand-helping', 'heart', 'key-round', 'layout-grid', 'leaf', 'lock', 'mic', 'monitor', 'moon', 'package', 'panel-left', 'panel-right',
  'printer', 'rocket', 'ruler', 'scale', 'school', 'shapes', 'sparkles', 'square', 'sun', 'trash-2', 'undo-2', 'wifi', 'zoom-in',
]; // prettier-ignore

/** Vite plugin: `virtual:pictures` is the address of one SVG sprite of the emoji, `virtual:icons` the line icons as path data. */
export function pictures() {
  let reference;
  let ofSkills;
  const names = `export const names = ${JSON.stringify(Object.keys(emoji))};`;
  return {
    name: 'pictures',
    resolveId: (id) => (/^virtual:(pictures|skill-pictures|icons(\/late)?)$/.test(id) ? '\0' + id : null),
    load(id) {
      if (id === '\0virtual:icons') return `export default ${JSON.stringify(icons(lucide))}`;
      if (id === '\0virtual:icons/late') return `export default ${JSON.stringify(icons(late))}`;
      if (id === '\0virtual:skill-pictures') {
        if (this.environment?.mode === 'dev' || process.env.VITEST) return `export default '';`;
        ofSkills ??= this.emitFile({ type: 'asset', name: 'skills.svg', source: sprite(skillPictures()) });
        return `export default import.meta.ROLLUP_FILE_URL_${ofSkills};`;
      }
      if (id !== '\0virtual:pictures') return null;
      if (this.environment?.mode === 'dev' || process.env.VITEST) return `export default '';${names}`;
      reference ??= this.emitFile({ type: 'asset', name: 'pictures.svg', source: sprite() });
      return `export default import.meta.ROLLUP_FILE_URL_${reference};${names}`;
    },
  };
}

/** The pictures that the packs' skills name, by our name or the emoji set's: they come with the map, not with the first page. */
export function skillPictures() {
  const content = new URL('../../content/', import.meta.url);
  const packs = readdirSync(content, { withFileTypes: true }).filter(({ name }) =>
    existsSync(new URL(`${name}/skills.json`, content)),
  );
  const names = packs.flatMap(({ name }) => {
    const { skills } = JSON.parse(readFileSync(new URL(`${name}/skills.json`, content), 'utf8'));
    return skills.map(({ picture }) => picture);
  });
  return Object.fromEntries(names.map((name) => [name, emoji[name] ?? name]));
}

/** One SVG with a symbol per picture. */
export function sprite(chosen = emoji) {
  const set = JSON.parse(readFileSync(require.resolve('@iconify-json/fluent-emoji-flat/icons.json'), 'utf8'));
  const symbols = Object.entries(chosen).map(([name, source]) => {
    const icon = set.icons[source];
    if (!icon) throw new Error(`picture ${name}: the emoji set has no ${source}`);
    return `<symbol id="${name}" viewBox="0 0 32 32">${icon.body}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

function icons(names) {
  const drawn = names.map((name) => {
    const svg = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8');
    return [name, svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.indexOf('</svg>')).replace(/\s+/g, ' ').trim()]; // prettier-ignore
  });
  return Object.fromEntries(drawn);
}
