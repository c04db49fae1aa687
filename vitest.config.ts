import { defineConfig } from 'vitest/config'

const INTEGRATION = '**/*.integration.test.ts'

export default defineConfig({
  test: {
    pool: 'forks',
    // Kafka, Postgres and the test files share the machine: more workers than this only makes waits longer.
    maxWorkers: 2,
    // Vitest's own value, "test", would give kafkajs other retry times than it has in service.
    env: { NODE_ENV: 'production' },
    teardownTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [INTEGRATION, 'scripts/**', '**/node_modules/**', 'out/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'tools',
          include: ['scripts/**/*.test.ts'],
          exclude: [INTEGRATION],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [INTEGRATION],
          exclude: ['**/node_modules/**', 'out/**'],
          // After the others: tests with time limits do not compete with compilers and linters.
          sequence: { groupOrder: 1 },
          globalSetup: ['system/test-support/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
