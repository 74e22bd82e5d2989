import { own } from '../contract/own.ts';
import type { DeclaredDatabases, Status } from '../domain/incidents/database-status.ts';
import { originOfRunId } from '../domain/model/run-id.ts';
import type { Target } from '../domain/model/target.ts';
import { historiesFor } from '../domain/normal/histories-for.ts';
import type { Finding } from '../domain/review/finding.ts';
import { type ComparedHistory, trendFindings } from '../domain/review/trend-findings.ts';
import { type UnknownError, unknownErrorFindings } from '../domain/review/unknown-errors.ts';
import type { ListedRun } from '../domain/runs/record/list-line.ts';
import type { FactStore, IncidentStore } from './ports.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';

/** Runs with unknown errors that are read, the newest; each takes a request. */
const MOST_ERRORS = 100;
/** Databases whose trend is looked for; each takes a few requests. */
const MOST_TRENDS = 50;

/** Errors of runs in the lists that nothing is known about. */
export async function unknownErrors(
  runs: readonly ListedRun[],
  facts: Pick<FactStore, 'readOrigin'>,
): Promise<readonly Finding[]> {
  const failed = runs
    .filter(mayBeUnknown)
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, MOST_ERRORS);
  const found = await sideBySide(failed, CALLS_AT_ONCE, async ({ id }): Promise<UnknownError | undefined> => {
    const origin = originOfRunId(id);
    if (origin === undefined) return undefined;
    const record = (await facts.readOrigin(origin)).records.find(({ run }) => run.id === id);
    const error = record?.run.error;
    return error == null || error.vendorCode !== null ? undefined : { run: id, message: error.message };
  });
  return unknownErrorFindings(found.flatMap((each) => each ?? []).reverse());
}

/** A failed migration without a code of its engine, or an error of no known class. Lists do not have the codes of vendors. */
function mayBeUnknown({ errorClass, sqlState }: ListedRun): boolean {
  return errorClass === 'unknown' || (errorClass === 'migration-failed' && sqlState === null);
}

/** Databases that become slower than the same files in the environment before, which the settings declare with `after`. */
export async function trends(
  { databases }: Status,
  declared: DeclaredDatabases | undefined,
  histories: Pick<IncidentStore, 'readHistory'>,
  now: number,
): Promise<readonly Finding[]> {
  const after = Object.fromEntries(
    (declared?.environments ?? []).flatMap(({ name, after: before }) =>
      before === null ? [] : [[name, before]],
    ),
  );
  const all = databases.map(({ target }) => target);
  const asked = all.filter(({ environment }) => own(after, environment) !== undefined).slice(0, MOST_TRENDS);
  const compared = await sideBySide(asked, 1, (target) => comparedHistory(target, all, after, histories));
  return trendFindings(compared, now);
}

async function comparedHistory(
  target: Target,
  all: readonly Target[],
  after: Readonly<Record<string, string>>,
  histories: Pick<IncidentStore, 'readHistory'>,
): Promise<ComparedHistory> {
  const [mine, ...others] = await sideBySide(
    [target, ...historiesFor(target, all, after)],
    CALLS_AT_ONCE,
    (each) => histories.readHistory(each),
  );
  return { target, own: mine!, others };
}
