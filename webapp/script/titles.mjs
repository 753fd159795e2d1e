import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const content = resolve(import.meta.dirname, '../../content');

/** Vite plugin: `virtual:titles` names the skills and misconceptions of the packs that ship with the program, by id. */
export function titles() {
  return {
    name: 'titles',
    resolveId: (id) => (id === 'virtual:titles' ? '\0' + id : null),
    load: (id) => (id === '\0virtual:titles' ? `export default ${JSON.stringify(collect())}` : null),
  };
}

/** Titles per language and id. */
export function collect() {
  const all = { en: {}, ur: {} };
  for (const pack of readdirSync(content, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    for (const language of Object.keys(all)) {
      const words = JSON.parse(readFileSync(join(content, pack.name, 'locale', `${language}.json`), 'utf8'));
      Object.assign(all[language], words.misconceptions);
      for (const [id, skill] of Object.entries(words.skills)) all[language][id] = skill.title;
    }
  }
  return all;
}
