import { always } from '../diagnosis/advice/branches.ts';
import { foundItDone } from '../diagnosis/failed-migration.ts';
import { type KnownVersion, versionIfUndone } from '../diagnosis/version-to-force.ts';
import { judgeAfter } from '../incidents/explained-run.ts';
import { alarmsAmong } from '../incidents/mark.ts';
import type { TargetState } from '../incidents/target-state.ts';
import { endedClean, type FindingKind, type Run } from '../model/run.ts';
import type { DatabaseState, Verdict } from '../model/verdict.ts';
import { pageHeading } from './heading.ts';
import { type PageBody, type PageInput, verdictContext } from './input.ts';
import { HAPPENING_WITHOUT_RUN, happeningOf, stuckMigration } from './title.ts';

/** The body for a run that failed, was refused, was killed, got lost or stopped early, and for an alarm without a run. */
export function migrationBody(input: PageInput): PageBody {
  const { run, cause, incident, state } = input;
  if (run === null) return alarmBody(input);
  const context = verdictContext(input);
  const verdict = judgeAfter(cause ?? undefined, run, context);
  const before = versionIfUndone(run, context);
  const mayGoOn = verdict?.state === 'still-running';
  return {
    happening: happeningOf(run),
    danger:
      (mayGoOn ? MAY_GO_ON[namesMigration(run) ? 'migration' : 'run'] : '') +
      (incident.kind === 'migration' ? dirtyWords(state) : ''),
    state: [
      ...(isNotStarted(run) ? [NOT_STARTED] : []),
      dirtyLine(run, state, verdict) + beforeWords(before),
      ...(verdict === null || isNotStarted(run) ? [] : [leftBehind(run, verdict)]),
      ...run.findings.filter(({ kind }) => SAID_ON_PAGE.has(kind)).map(({ text }) => sentence(text)),
      ...(run.blockedBy === null ? [] : [`Run ${run.blockedBy} made it dirty.`]),
    ],
    next: verdict?.next ?? [],
    doNot: verdict?.doNot ?? [],
    evidence: verdict?.evidence ?? [],
    clears: CLEARS,
    heading: pageHeading(run),
    class: `${incident.kind}.${run.outcome}`,
  };
}

/** At most one line of a page, which may not become longer. */
const CLEARS = 'By a later clean run. Report a repair by hand: migrate-watch resolve KEY --by-hand TEXT';

function dirtyWords({ dirty, dirtyVersion }: TargetState): string {
  if (!dirty) return '';
  return `, database is DIRTY${dirtyVersion === null ? '' : ` at ${dirtyVersion}`}`;
}

function dirtyLine(run: Run, { dirty, dirtyVersion }: TargetState, verdict: Verdict | null): string {
  if (dirtyVersion !== null) return `Dirty at ${dirtyVersion}: every run is refused until repaired.`;
  if (dirty) return 'Dirty, version not in the log: every run is refused until repaired.';
  if (verdict?.state === 'not-applied') return 'No run shows the database as dirty.';
  const stuck = stuckMigration(run);
  return stuck === undefined
    ? 'Whether it is marked dirty is not in the log.'
    : `The log does not say whether ${stuck.version} is marked dirty.`;
}

function beforeWords(before: KnownVersion | null): string {
  if (before === null) return '';
  const version = before.version === '-1' ? 'none' : before.version;
  return ` Last clean version: ${version}${before.byHand ? ' (marked by hand)' : ''}.`;
}

/** Does {@link happeningOf} describe a migration, not the run? */
function namesMigration(run: Run): boolean {
  return stuckMigration(run) !== undefined || run.error?.class === 'migration-failed';
}

const MAY_GO_ON = { run: ', its migration may still run', migration: ' but may still run' } as const;

const LEFT_BEHIND: Readonly<Record<DatabaseState, string>> = {
  'rolled-back': 'The failed migration left nothing behind: it was rolled back.',
  'partly-applied': 'PART of the failed migration is in the database.',
  'applied-but-marked-dirty': 'The migration itself is in the database; only its mark says dirty.',
  'still-running': 'The server may still be executing the migration, and may still finish it.',
  'not-applied': 'This run left nothing half done.',
  unknown: 'What the run left behind is not known: look before you force.',
};

function leftBehind({ outcome, error, blockedBy }: Run, { state }: Verdict): string {
  if (blockedBy !== null && state !== 'unknown') return `This run changed nothing. ${LEFT_BEHIND[state]}`;
  if (outcome === 'blocked' || endedClean(outcome)) return REFUSED;
  return state === 'rolled-back' && error !== null && foundItDone(error) ? DONE_BEFORE : LEFT_BEHIND[state];
}

function isNotStarted({ error }: Run): boolean {
  return error?.class === 'not-started';
}

const NOT_STARTED = 'Nothing was executed: this run did not touch the database.';

/** Findings that a page shows, because they explain why little is known. */
const SAID_ON_PAGE: ReadonlySet<FindingKind> = new Set(['printed-nothing', 'name-container']);

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const REFUSED =
  'This run changed nothing. What the earlier, failed run left is not known yet: look before you force.';

const DONE_BEFORE =
  'This attempt added nothing. What it was to do is done already, at least in part: by an earlier attempt or by hand.';

function alarmBody({ incident, state }: PageInput): PageBody {
  const alarms = alarmsAmong(state, incident.marks);
  const slow = incident.kind === 'slow';
  return {
    happening: HAPPENING_WITHOUT_RUN[incident.kind],
    past: HAPPENING_WITHOUT_RUN[incident.kind].replace(' says ', ' said '),
    danger: '',
    state: [
      slow
        ? 'Nothing says that a run failed, and no run that was seen explains it.'
        : 'No run has been seen that explains it: its log lines may be missing.',
      ...alarms.map(({ name, text }) => `${name}: ${firstLine(text)}`),
    ],
    next: always(
      slow
        ? [
            {
              do: 'Look on the dashboard whether a run is still going on, and compare it with the runs before.',
            },
          ]
        : [
            { do: 'Open the log of the last run in this environment.' },
            { do: 'Check that its log group still reaches migrate-watch.' },
          ],
    ),
    doNot: slow ? [] : ['Do not take the silence here for success.'],
    evidence: [],
    clears: 'When a run explains it, or a person acknowledges it.',
    heading: 'alarm-without-a-run',
    class: `${incident.kind}.alarm`,
  };
}

/** The first line of an alarm's description says what the alarm means; the other lines are for readers in the console. */
function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
