import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { list } from './compress.mjs';
import { shellOf } from './size.mjs';

/** Tells the service worker what the shell is made of, and names it by its content. */
export function fillWorker(dist) {
  const pages = ['index.html', 'teacher.html'];
  const assets = pages.flatMap((page) => shellOf(dist, page));
  // The sprite is asked for by the script, not by a page.
  const sprite = list(dist).filter((file) => /pictures-[^/]*\.svg$/.test(file));
  const files = [...new Set([...pages.map((page) => join(dist, page)), ...assets, ...sprite])];
  const version = createHash('sha256');
  for (const file of files) version.update(readFileSync(file));
  const path = join(dist, 'sw.js');
  const filled = readFileSync(path, 'utf8')
    .replaceAll('__SHELL__', JSON.stringify(files.map((file) => '/' + relative(dist, file))))
    .replaceAll('__VERSION__', JSON.stringify(version.digest('hex').slice(0, 12)));
  writeFileSync(path, filled);
}
