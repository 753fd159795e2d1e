import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import MessageFormat from '@messageformat/core';
import compileModule from '@messageformat/core/compile-module';

/** Vite plugin: `import words from '…/locale/ur/learner.json?words'` gives functions compiled from ICU messages. */
export function messages() {
  return {
    name: 'words',
    enforce: 'pre',
    load(id) {
      const [file, query] = id.split('?');
      if (query !== 'words') return null;
      const locale = basename(dirname(file));
      this.addWatchFile(file);
      return compile(locale, JSON.parse(readFileSync(file, 'utf8')));
    },
  };
}

/** Source of a module with one function per message. */
export function compile(locale, words) {
  return compileModule(new MessageFormat(locale), words);
}
