import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { OpenNow } from '../../../../lambda/domain/incidents/database-status.ts';
import { statusOf } from '../../../../lambda/domain/incidents/database-status.ts';
import type { Run } from '../../../../lambda/domain/model/run.ts';
import { sameValue } from '../../../../lambda/domain/model/same-value.ts';
import type { Target } from '../../../../lambda/domain/model/target.ts';
import type { ListedRun } from '../../../../lambda/domain/runs/record/list-line.ts';
import { endedRuns } from '../ended-runs.ts';
import type { DeployedMonitor } from '../open-monitor.ts';
import type { TableReader } from '../table-reader.ts';
import type { GateCheck } from './check.ts';
import { databaseChecks } from './database-checks.ts';
import { signsOfLife } from './signs-of-life.ts';
import { versionChecks, type Wanted } from './version-checks.ts';

/** What the gate is asked. */
export interface Question {
  readonly environment: string;
  /** Default: every database of the environment that is known. */
  readonly database?: readonly string[];
  readonly after?: string;
  readonly wanted: Wanted;
}

/** The state gets the end of a run within seconds. A run that took longer than this, ms, is not looked for. */
const LATEST_MS = 6 * 60 * 60_000;

/** One look at the monitor at `now`, epoch ms: all checks, first those of the monitor itself, then by database. */
export async function gateChecks(
  { table, monitor, settings }: DeployedMonitor,
  cloudWatch: CloudWatchClient,
  question: Question,
  now: number,
): Promise<readonly GateCheck[]> {
  // The lists are read before the states, so that a state is never older than a list.
  const [signs, open, latest] = await Promise.all([
    signsOfLife(cloudWatch, monitor.name, settings?.canary, now),
    table.open(),
    latestRuns(table, now),
  ]);
  const { environment } = question;
  const targets = question.database?.map((database): Target => ({ environment, database })) ?? [
    ...statusOf((await table.states()).states, open, settings).databases.map(({ target }) => target),
    // The first run of a database gets into the lists of states when it ends.
    ...open.runs.map(({ run }) => run.target),
  ];
  const asked = new Map(
    targets.filter((target) => target.environment === environment).map((each) => [each.database, each]),
  );
  if (asked.size === 0)
    return [
      ...signs,
      {
        check: 'clean',
        database: null,
        state: 'unknown',
        text: `no database of ${environment} is known`,
        command: 'migrate-watch status',
      },
    ];
  const checks: GateCheck[] = [];
  for (const target of asked.values())
    checks.push(...(await checksOf(target, table, { ...open, latest }, question, now)));
  return [...signs, ...checks];
}

interface Lists extends OpenNow {
  readonly latest: readonly ListedRun[];
}

async function latestRuns(table: TableReader, now: number): Promise<readonly ListedRun[]> {
  const runs: ListedRun[] = [];
  for await (const run of table.runs({ from: now - LATEST_MS, until: Number.MAX_SAFE_INTEGER }))
    runs.push(run);
  return runs;
}

async function checksOf(
  target: Target,
  table: TableReader,
  lists: Lists,
  { after, wanted }: Question,
  now: number,
): Promise<readonly GateCheck[]> {
  const { state, incidents } = await table.target(target);
  const latest = lists.latest.filter(
    ({ environment, database }) => environment === target.environment && database === target.database,
  );
  const running = runningIn(lists, target);
  const checks = databaseChecks({ target, state, incidents, running, latest }, now);
  // Of a dirty database, and of one whose version is not known, nobody can say which versions are about to be applied.
  if (after === undefined || state === null || state.dirty || state.cleanVersion === null) return checks;
  const before: Target = { ...target, environment: after };
  const earlier = (await table.target(before)).state;
  const ended = earlier === null ? [] : await endedRuns(table, earlier);
  // The open index is read before the records, so a run that ends in between is in both; its record is newer.
  const ids = new Set(ended.map(({ id }) => id));
  const runs = [...ended, ...runningIn(lists, before).filter(({ id }) => !ids.has(id))];
  return [
    ...checks,
    ...versionChecks(target, state.cleanVersion, wanted, { target: before, state: earlier, runs }),
  ];
}

function runningIn({ runs }: OpenNow, target: Target): readonly Run[] {
  return runs.map(({ run }) => run).filter((run) => sameValue(run.target, target));
}
