import { defineConfig } from 'vitest/config';

// These hold the product to times, so nothing runs beside them.
const timed = ['budget.test.ts', 'lesson.test.ts'];

export default defineConfig({
  cacheDir: '../node_modules/.vite-e2e',
  test: {
    root: import.meta.dirname,
    testTimeout: 120_000,
    hookTimeout: 90_000,
    projects: [
      {
        extends: true,
        test: { name: 'timed', include: timed, fileParallelism: false, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        // Every file has its own browser and its own hub.
        test: {
          name: 'screens',
          include: ['*.test.ts'],
          exclude: timed,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
