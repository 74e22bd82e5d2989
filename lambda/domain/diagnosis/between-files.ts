import type { JudgedCase } from '../model/judged-run.ts';
import { migrationFile } from '../model/migration-name.ts';
import type { Verdict } from '../model/verdict.ts';
import { firstThen } from './advice/branches.ts';
import { finishTheJob } from './finish-the-job.ts';
import { lookAtVersion, markAsUndone, NOT_BEFORE_LOOKING } from './steps.ts';

/**
 * golang-migrate failed while no migration was executing, and may have been marking the next one as begun.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/migrate.go (runMigrations: SetVersion comes before `Read and execute`)
 */
export function judgeBetweenFiles(judged: JudgedCase, why: string): Verdict {
  const next = judged.run.migrations.find(({ status }) => status === 'queued');
  return {
    state: 'not-applied',
    evidence: [
      why,
      `${next === undefined ? 'The next version' : migrationFile(next)} may be marked dirty, although none of it was executed.`,
    ],
    next: firstThen(lookAtVersion(judged), [
      { when: 'If it is not dirty', steps: finishTheJob(judged, 'printed') },
      {
        when: 'If it is dirty, although its migration never began',
        steps: markAsUndone(judged),
      },
    ]),
    doNot: [NOT_BEFORE_LOOKING],
  };
}
