import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { compress } from './compress.mjs';
import { fillWorker } from './fill-worker.mjs';
import { report } from './size.mjs';

const webapp = resolve(import.meta.dirname, '..');
const dist = join(webapp, 'dist');

buildTutor(join(webapp, '.build'));
const config = { root: webapp, configFile: join(webapp, 'vite.config.ts'), logLevel: 'warn' };
await build(config);
await build({ ...config, mode: 'adults' });
fillWorker(dist);
// Go embeds this folder also before the first build, so something must be in it.
writeFileSync(join(dist, '.gitkeep'), '');
await compress(dist);
report(dist);

/** Compiles the tutor for the browser and fetches the loader that belongs to the same Go. */
function buildTutor(folder) {
  mkdirSync(folder, { recursive: true });
  const go = (args, env = {}) =>
    execFileSync('go', args, {
      cwd: resolve(webapp, '..'),
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
  const out = join(folder, 'tutor.wasm');
  // Without inlining in these packages the module is 5 % smaller to fetch; the runtime and
  // its inner packages go without checks of their own indexes.
  const small = ['darasa/internal/engine/codec', 'syscall/js', 'darasa/internal/engine/wasm/...'];
  const smaller = [
    ...small.map((name) => `-gcflags=${name}=-l`),
    '-gcflags=runtime=-l -B',
    '-gcflags=internal/...=-B',
  ];
  go(['build', '-trimpath', '-ldflags=-s -w', ...smaller, '-o', out, './internal/engine/wasm'], {
    GOOS: 'js',
    GOARCH: 'wasm',
  });
  copyFileSync(join(go(['env', 'GOROOT']).trim(), 'lib/wasm/wasm_exec.js'), join(folder, 'wasm_exec.js'));
}
