import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { messages } from './script/messages.mjs';
import { pictures } from './script/pictures.mjs';
import { tutorModule } from './script/tutor-module.mjs';

const page = (name: string) => resolve(import.meta.dirname, name);

export default defineConfig({
  plugins: [messages(), pictures(), tutorModule()],
  build: {
    target: 'es2020',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        index: page('index.html'),
        teacher: page('teacher.html'),
        ministry: page('ministry.html'),
        sw: page('src/sw/index.ts'),
      },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
        // What several areas use travels in one file, not in one each.
        codeSplitting: {
          groups: [
            {
              name: 'base',
              test: /node_modules[\\/](@?preact|@messageformat|make-plural)|src[\\/]language[\\/][a-z]+\.tsx?$|src[\\/]ui[\\/](icon|picture|person-name|language-button)|virtual:(icons|pictures)/,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } } },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'script/**/*.test.mjs'], environment: 'node' },
});
