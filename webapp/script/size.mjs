import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The scripts and styles that a page fetches before anything shows. */
export function shellOf(dist, page) {
  const html = readFileSync(join(dist, page), 'utf8');
  return [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => join(dist, match[1]));
}

/** Bytes of a file as it travels. */
export function travels(file, encoding = 'br') {
  return statSync(existsSync(`${file}.${encoding}`) ? `${file}.${encoding}` : file).size;
}

/** Sizes of the first visit to a page and of what comes later, in bytes with brotli. */
export function measure(dist, page = 'index.html') {
  const shell = shellOf(dist, page);
  const sum = (files) => files.reduce((total, file) => total + travels(file), 0);
  const assets = join(dist, 'assets');
  const named = (pattern) =>
    readdirSync(assets)
      .filter((name) => pattern.test(name))
      .map((name) => join(assets, name.replace(/\.br$/, '')));
  const modules = named(/^tutor-.*\.wasm\.br$/);
  return {
    js: sum(shell.filter((file) => file.endsWith('.js'))),
    css: sum(shell.filter((file) => file.endsWith('.css'))),
    requests: 1 + shell.length + 1,
    first: sum([join(dist, page), ...shell, ...named(/^pictures-.*\.svg\.br$/)]),
    module: { br: sum(modules), gz: modules.reduce((total, file) => total + travels(file, 'gz'), 0) },
  };
}

/** Prints the sizes of a build. */
export function report(dist) {
  const { js, css, first, module } = measure(dist);
  console.log(
    `shell: ${js} B of script, ${css} B of style; first visit without data: ${first} B; tutor: ${module.br} B (brotli), ${module.gz} B (gzip)`,
  );
}
