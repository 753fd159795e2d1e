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

const areas = ['learner', 'teacher', 'ministry'].map((area) => [area, page(`src/${area}/main.tsx`)] as const);

const early = { 'before-paint': page('src/ui/look/before-paint.ts') };
const shipped = {
  index: page('index.html'),
  teacher: page('teacher.html'),
  ministry: page('ministry.html'),
  ...early,
  sw: page('src/sw/index.ts'),
};

/** The page of components is built alone and beside what ships, for its tests: --mode ui. */
export default defineConfig(({ mode }) => ({
  plugins: [beforePaint(), manifests(), messages(), pages('teacher', 'ministry'), pictures(), tutorModule()],
  build: {
    target: 'es2020',
    outDir: mode === 'ui' ? '.build/ui' : 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: mode === 'ui' ? { ui: page('ui.html'), ...early } : shipped,
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
        codeSplitting: {
          groups: [{ name: sharing(...areas), debugName: 'shared', includeDependenciesRecursively: false }],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } } },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'script/**/*.test.mjs'], environment: 'node' },
}));
