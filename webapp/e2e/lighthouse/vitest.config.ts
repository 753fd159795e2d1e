import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The measurement is no test of its own: scripts/lighthouse.sh runs it. */
export default defineConfig({
  cacheDir: '../../node_modules/.vite-lighthouse',
  test: {
    root: resolve(import.meta.dirname, '..'),
    include: ['lighthouse/measure.ts'],
    fileParallelism: false,
    testTimeout: 540_000,
    hookTimeout: 60_000,
  },
});
