import { defineConfig } from 'vitest/config';

/** One project per tier: `unit` needs Node alone, `live` starts real servers, `engine` runs the real Pulumi CLI. */
export default defineConfig({
  test: {
    // Vitest would leave one processor idle, which of two is half of them.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // A whole plan takes two seconds on a quiet machine, and several on one that does something else.
          testTimeout: 30_000,
          typecheck: { enabled: true, include: ['test/types/**/*.test-d.ts'], ignoreSourceErrors: true },
        },
      },
      {
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
