import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

export const folder = resolve(import.meta.dirname, 'golden');
const marked = resolve(import.meta.dirname, '../.build/differing');

/** How far apart two colours of a pixel may be, of 1; letters' smoothed edges do not count. */
const threshold = 0.1;
/** How many pixels of a picture may differ: other builds of a browser smooth a curve differently. */
export const mostDiffering = 200;

/** Kept colours are multiples of this, which no eye sees and which nearly halves the files. */
const coarseness = 8;

function read(file: Buffer): PNG {
  const picture = PNG.sync.read(file);
  const { data } = picture;
  for (let i = 0; i < data.length; i++)
    data[i] = Math.min(255, Math.round(data[i]! / coarseness) * coarseness);
  return picture;
}

/** How many pixels of two pictures differ: all of them when the sizes do. The marked picture is kept to look at. */
export function differing(kept: Buffer, taken: Buffer, name: string): number {
  const [one, two] = [read(kept), read(taken)];
  if (one.width !== two.width || one.height !== two.height) return two.width * two.height;
  const marks = new PNG({ width: one.width, height: one.height });
  const count = pixelmatch(one.data, two.data, marks.data, one.width, one.height, { threshold });
  if (count > mostDiffering) {
    mkdirSync(marked, { recursive: true });
    writeFileSync(join(marked, `${name}.png`), PNG.sync.write(marks));
  }
  return count;
}

/** The picture that was kept under a name; with GOLDEN=1 what was taken is kept first. */
export function golden(name: string, taken: Buffer): Buffer {
  const path = join(folder, `${name}.png`);
  if (process.env['GOLDEN']) {
    mkdirSync(folder, { recursive: true });
    const small = { colorType: 2, filterType: 0, deflateLevel: 9, deflateStrategy: 0 };
    writeFileSync(path, PNG.sync.write(read(taken), small));
  }
  return readFileSync(path);
}
