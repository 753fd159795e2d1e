import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { list } from './compress.mjs';

/** Tells the service worker what the shell is made of, and names it by its content. */
export function fillWorker(dist) {
  const pages = ['index.html', 'teacher.html'];
  // Every script and style, also those wanted later: a newer hub no longer has the files of an older shell. Fonts and the
  // tutor module are too large for that; without them there are the system's fonts and the ready queue.
  const late = list(join(dist, 'assets')).filter(
    (file) => /\.(js|css|svg)$/.test(file) && !/ministry-/.test(file),
  );
  const files = [...pages.map((page) => join(dist, page)), ...late.sort()];
  const version = createHash('sha256');
  for (const file of files) version.update(readFileSync(file));
  const path = join(dist, 'sw.js');
  const filled = readFileSync(path, 'utf8')
    .replaceAll('__SHELL__', JSON.stringify(files.map((file) => '/' + relative(dist, file))))
    .replaceAll('__VERSION__', JSON.stringify(version.digest('hex').slice(0, 12)));
  writeFileSync(path, filled);
}
