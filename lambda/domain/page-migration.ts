import { versionBefore } from './judge/version-to-force.ts';
import { judge } from './judge.ts';
import { pageHeading } from './page-heading.ts';
import { type PageBody, type PageInput, verdictContext } from './page-input.ts';
import { HAPPENING_WITHOUT_RUN, happeningOf, stuckMigration } from './page-title.ts';
import type { Run } from './run.ts';
import type { DatabaseState, Verdict } from './verdict.ts';

/** What a failed, refused, killed or lost run says, and one that stopped early. */
export function migrationBody(input: PageInput): PageBody {
  const { run, incident, state } = input;
  if (run === null) return alarmBody(input);
  const context = verdictContext(input);
  const verdict = judge(run, context);
  const dirty = state.dirtyVersion;
  const before = versionBefore(run, context);
  return {
    happening: happeningOf(run) + (incident.kind === 'migration' ? dangerOf(dirty, verdict) : ''),
    state: [
      dirtyLine(run, dirty, verdict),
      ...(verdict === null ? [] : [LEFT_BEHIND[verdict.state]]),
      ...(before === null ? [] : [`Version before: ${before.version === '-1' ? 'none' : before.version}.`]),
      ...(run.blockedBy === null ? [] : [`Run ${run.blockedBy} made it dirty.`]),
    ],
    next: verdict?.next ?? [],
    doNot: verdict?.doNot ?? [],
    evidence: verdict?.evidence ?? [],
    clears: 'Closes by itself when a later run ends clean.',
    heading: pageHeading(run),
    class: `${incident.kind}.${run.outcome}`,
  };
}

function dangerOf(dirty: string | null, verdict: Verdict | null): string {
  const goesOn = verdict?.state === 'still-running' ? ', the server may still be executing it' : '';
  return `${dirty === null ? '' : `, database is DIRTY at ${dirty}`}${goesOn}`;
}

function dirtyLine(run: Run, dirty: string | null, verdict: Verdict | null): string {
  if (dirty !== null) return `Dirty at ${dirty}: every run is refused until that is repaired.`;
  if (verdict?.state === 'not-applied') return 'No run shows the database as dirty.';
  const stuck = stuckMigration(run);
  return stuck === undefined
    ? 'Whether it is marked dirty is not in the log.'
    : `The log does not say whether ${stuck.version} is marked dirty.`;
}

const LEFT_BEHIND: Readonly<Record<DatabaseState, string>> = {
  'rolled-back': 'The failed migration left nothing behind: it was rolled back.',
  'partly-applied': 'PART of the failed migration is in the database.',
  'applied-but-marked-dirty': 'The migration itself is in the database; only its mark says dirty.',
  'still-running': 'The server may still be executing the migration, and may finish it.',
  'not-applied': 'This run left nothing half done.',
  unknown: 'What the run left behind is not known: look before you force.',
};

function alarmBody({ incident, state }: PageInput): PageBody {
  const alarms = state.alarms.filter(({ name, at }) => incident.marks.includes(`alarm:${name}@${at}`));
  return {
    happening: HAPPENING_WITHOUT_RUN[incident.kind],
    state: [
      'No run has been seen that explains it: its log lines may be missing.',
      ...alarms.map(({ name, text }) => `${name}: ${text}`),
    ],
    next: [
      'Open the log of the last run in this environment.',
      'Check that its log group still reaches migrate-watch.',
    ],
    doNot: ['Do not take the silence here for success.'],
    evidence: [],
    clears: 'Closes when a later run of this database ends clean, or when a person acknowledges it.',
    heading: 'alarm-without-a-run',
    class: `${incident.kind}.alarm`,
  };
}
