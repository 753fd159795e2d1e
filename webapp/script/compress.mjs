import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const packed = /\.(br|gz|woff2|png|gitkeep)$/;

/** Hardly anybody fetches these plain; then the program unpacks the .gz. */
const big = /\.(wasm|svg)$/;

/** Writes .br and .gz beside every file that gains by it, and in place of a big one. */
export async function compress(folder) {
  const files = list(folder).filter((file) => !packed.test(file));
  await Promise.all(
    files.map(async (file) => {
      const body = readFileSync(file);
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      };
      writeFileSync(`${file}.br`, await promisify(brotliCompress)(body, { params }));
      writeFileSync(`${file}.gz`, await promisify(gzip)(body, { level: 9 }));
      if (big.test(file)) rmSync(file);
    }),
  );
}

/** Every file under a folder. */
export function list(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile());
}
