import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { beforePaint } from './script/before-paint.mjs';
import { manifests } from './script/manifest.mjs';
import { messages } from './script/messages.mjs';
import { pages } from './script/pages.mjs';
import { pictures } from './script/pictures.mjs';
import { sharing } from './script/shared.mjs';
import { tutorModule } from './script/tutor-module.mjs';

const page = (name: string) => resolve(import.meta.dirname, name);

const early = { 'before-paint': page('src/ui/look/before-paint.ts') };
const inputs: Record<string, Record<string, string>> = {
  production: { index: page('index.html'), ...early, sw: page('src/sw/index.ts') },
  adults: { teacher: page('teacher.html'), ministry: page('ministry.html'), ...early },
  ui: { ui: page('ui.html'), ...early },
};

/** Whether a module belongs to a page; the service worker and the script in the head stay files of their own. */
const ofPage = (id: string) => !/\/src\/(sw\/(index|caches)|ui\/look\/before-paint)\.ts$/.test(id);

const adults = sharing(
  'adults',
  ...['teacher', 'ministry'].map((area) => [area, page(`src/${area}/main.tsx`)] as const),
);

/**
 * A learner's page is built first and alone: what it needs before anything shows is one file, for a request costs
 * more than a few bytes twice. Those of adults come after it into the same folder (--mode adults), and share theirs.
 * The page of components is built beside what ships, for its tests: --mode ui.
 */
export default defineConfig(({ mode }) => ({
  plugins: [beforePaint(), manifests(), messages(), pages('teacher', 'ministry'), pictures(), tutorModule()],
  build: {
    target: 'es2020',
    outDir: mode === 'ui' ? '.build/ui' : 'dist',
    emptyOutDir: mode !== 'adults',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: inputs[mode] ?? inputs['production']!,
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
        codeSplitting:
          mode === 'adults'
            ? { groups: [{ name: adults, debugName: 'adults', includeDependenciesRecursively: false }] }
            : { groups: [{ name: 'main', tags: ['$initial'], test: ofPage }] },
      },
    },
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } } },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'script/**/*.test.mjs'], environment: 'node' },
}));
