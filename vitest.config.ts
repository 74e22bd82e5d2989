import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

const within = (folders: readonly string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

/** Folders whose tests leave nothing behind in their thread: all of a thread's files share one load of the code, which halves their time. */
const PURE = within([
  'architecture',
  'cases',
  'config',
  'contract',
  'domain',
  'pipeline',
  'readme',
  'settings',
  'states',
]);
/** Tests that synthesise. They share one load of CDK, and the templates of `test/lib/monitor-under-test.ts`. */
const TEMPLATES = [
  ...within(['alarms', 'lib/*']),
  // These replace parts of Node, or need what the others replace.
  'test/lib/!(many-rules|missing-bundle|told-as-deployed).test.ts',
];

const together = { ...shared, pool: 'threads', isolate: false } as const;

/**
 * `npm test`. No test writes into `dist/` or reads it, so all of them may run at the same time as any other.
 *
 * One project after the other: a thread that loaded the code ends when the next file belongs to another project.
 */
export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      { test: { ...together, name: 'pure', include: PURE, sequence: { groupOrder: 0 } } },
      {
        test: {
          ...together,
          name: 'templates',
          include: TEMPLATES,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: 'isolated',
          include: ['test/**/*.test.ts'],
          exclude: [...PURE, ...TEMPLATES],
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
