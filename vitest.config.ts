import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'rooms',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/journeys/**'],
          testTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        // One real Electron window at a time: two of them share one keyboard focus.
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // A poll waits for a state; how long the machine takes to get there is not what it asks.
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});
