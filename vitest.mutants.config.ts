import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { keptThread } from './scripts/mutants/kept-thread.ts';
import { PARTS } from './scripts/mutants/parts.ts';
import { shared } from './vitest.shared.ts';

const ORDER = PARTS.flatMap(({ name, tests }) => (name === process.env['MUTANTS_PART'] ? tests : []));

/** In the order of the lists: vitest's own order begins with the longest file. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      ORDER.findIndex((path) => relative(process.cwd(), moduleId).startsWith(path));
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Runs under Stryker alone (`npm run mutants`), once for each mutant, with the tests of one part. */
export default defineConfig({
  plugins: [
    {
      name: 'kept-thread',
      // Stryker asks for threads of vitest's own, whatever `pool` says here.
      configureVitest({ project }) {
        project.config.pool = keptThread.name;
        project.config.poolRunner = keptThread;
      },
    },
  ],
  test: {
    ...shared,
    include: ORDER.map((path) => (path.endsWith('/') ? `${path}*.test.ts` : path)),
    setupFiles: ['scripts/mutants/setup.ts'],
    sequence: { sequencer: QuickFirst },
    // A thread loads each module once, not once for each test file.
    isolate: false,
  },
});
