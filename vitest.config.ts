import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** Folders whose tests leave nothing behind in their thread: all of a thread's files share one load of the code, which halves their time. */
const PURE = ['architecture', 'cases', 'config', 'domain', 'pipeline', 'readme', 'settings', 'states'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

/** `npm test`. */
export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'pure', include: PURE, pool: 'threads', isolate: false } },
      { test: { ...shared, name: 'isolated', include: ['test/**/*.test.ts'], exclude: PURE } },
    ],
  },
});
