import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** The real `migrate` on real databases, and the README's commands in a clean clone: needs Go, PostgreSQL and MariaDB. */
export default defineConfig({
  test: {
    ...shared,
    include: ['test/**/*.e2e.ts'],
    // Database servers are shared by port and memory: one file after the other.
    fileParallelism: false,
  },
});
