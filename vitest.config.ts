import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Asks whether anything was restarted: other files of its tier restart things. */
const FIRST = 'test/cluster/ready.test.ts';

class FirstThingsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const [first, others] = [true, false].map((wanted) => files.filter(({ moduleId }) => moduleId.endsWith(FIRST) === wanted));
    return [...(first ?? []), ...(await super.sort(others ?? []))];
  }
}

/**
 * One project per tier: `unit` needs Node alone, `live` starts real servers, `engine` runs the real Pulumi CLI, `node` a real Kubernetes node,
 * `cluster` the whole stack in one. A machine has one node at a time: these two never run together.
 */
export default defineConfig({
  test: {
    // Vitest would leave one processor idle, which of two is half of them.
    maxWorkers: '100%',
    sequence: { sequencer: FirstThingsFirst },
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
      {
        test: {
          name: 'node',
          include: ['test/node/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          globalSetup: 'test/cluster/global-setup.ts',
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
