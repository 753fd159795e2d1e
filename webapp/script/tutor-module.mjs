import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../.build');

/** Vite plugin: `virtual:tutor-module` holds the addresses of the compiled tutor and of Go's loader for it. */
export function tutorModule() {
  const urls = {};
  return {
    name: 'tutor-module',
    resolveId: (id) => (id === 'virtual:tutor-module' ? '\0' + id : null),
    load(id) {
      if (id !== '\0virtual:tutor-module') return null;
      const files = { wasm: 'tutor.wasm', loader: 'wasm_exec.js' };
      const built = Object.values(files).every((file) => existsSync(resolve(folder, file)));
      // The dev server and unit tests run without it, as a tablet without WebAssembly does.
      if (!built || process.env.VITEST) return 'export const wasm = "", loader = "";';
      return Object.entries(files)
        .map(([name, file]) => {
          urls[name] ??= this.emitFile({
            type: 'asset',
            name: file,
            source: readFileSync(resolve(folder, file)),
          });
          return `export const ${name} = import.meta.ROLLUP_FILE_URL_${urls[name]};`;
        })
        .join('\n');
    },
  };
}
