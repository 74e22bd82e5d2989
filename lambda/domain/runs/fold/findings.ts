import type { MigrateError } from '../../model/event.ts';
import type { ContainerEnd } from '../../model/fact.ts';
import { isUnfinished } from '../../model/job.ts';
import type { Finding, Outcome } from '../../model/run.ts';
import type { OpenRun } from './open-run.ts';

function notApplied({ migrations, job }: OpenRun): string {
  const counted = job?.kind === 'steps' ? job.count - migrations.all.length : 0;
  const left = migrations.unfinished + Math.max(0, counted);
  if (left > 0) return ` with ${left} ${left === 1 ? 'migration' : 'migrations'} not applied`;
  if (job && isUnfinished(job, migrations.all)) return ' with migrations not applied';
  return ', and the log does not show whether migrations are missing';
}

interface FindingContext {
  /** Neither a declared source nor an announcement names its database. */
  readonly unmatched: boolean;
  /** The re-reads are over, and its missing lines did not come. */
  readonly gaveUp: boolean;
  readonly container: string | null;
}

/** The run's findings, except those about its image ({@link imageOf}). */
export function findingsOf(
  open: OpenRun,
  outcome: Outcome,
  error: MigrateError | null,
  { unmatched, gaveUp, container }: FindingContext,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (outcome === 'stopped-early') {
    findings.push({ kind: 'stopped-early', text: `migrate exited 0 after SIGINT${notApplied(open)}` });
  }
  if (outcome === 'succeeded' && open.stopping) {
    findings.push({
      kind: 'interrupted-at-its-end',
      text: 'SIGINT came during the last migration that was wanted: that one has finished, and nothing is missing',
    });
  }
  if (error?.class === 'source' && /no migration found for version/.test(error.message)) {
    findings.push({
      kind: 'image-older',
      text: 'the database is at a version that this image has no file for',
    });
  }
  for (const { said, files } of open.brokenReads)
    findings.push({ kind: 'file-read-in-part', text: readInPart(said, files) });
  if (unmatched)
    findings.push({
      kind: 'unmatched-target',
      text: 'neither the settings nor an announcement names the database of this run',
    });
  const { unnamed } = open.processEnd ?? {};
  if (unnamed) findings.push({ kind: 'name-container', text: unnamedText(unnamed) });
  else if (!open.printed && outcome !== 'running' && error?.class !== 'not-started')
    findings.push({
      kind: 'printed-nothing',
      text: `${container === null ? 'the run' : `its container ${container}`} printed no line of golang-migrate`,
    });
  if (gaveUp)
    findings.push({
      kind: 'lines-missing',
      text: 'lines of this run never arrived, not even after re-reads of the log stream',
    });
  return findings;
}

function readInPart(said: string, files: readonly string[]): string {
  const [only, another] = files;
  const which =
    only === undefined
      ? 'a migration file'
      : another === undefined
        ? `the file of ${only}`
        : `the file of one of ${files.join(', ')}`;
  return `reading ${which} failed (${said}) and the run went on: the part that was read may have been executed and marked clean`;
}

/** Text of the finding for a task with several containers, any of which may have run golang-migrate. */
function unnamedText(ends: readonly ContainerEnd[]): string {
  const each = ends.map(
    ({ container, exitCode }) =>
      `${container} (${exitCode === null ? 'no exit code' : `exit code ${exitCode}`})`,
  );
  return `the settings do not say which container runs golang-migrate, and none printed a line of it: ${each.join(', ')}; name \`container\` in the source`;
}
