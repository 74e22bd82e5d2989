import { defineConfig } from 'vitest/config';
import quick from './vitest.config.ts';

/** The real `migrate` on real databases, and the README's commands in a clean clone: needs Go, PostgreSQL and MariaDB. */
export default defineConfig({
  test: {
    ...quick.test,
    include: ['test/**/*.e2e.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Database servers are shared by port and memory: one file after the other.
    fileParallelism: false,
  },
});
