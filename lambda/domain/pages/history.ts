import { overridesAround } from '../incidents/gate-overrides.ts';
import type { Handling } from '../incidents/handling.ts';
import { parseMark } from '../incidents/mark.ts';
import { REMINDERS_AFTER_MS } from '../incidents/reminder.ts';
import { ANNOUNCED_DATABASES } from '../incidents/shared.ts';
import { nameWords } from '../model/account-name.ts';
import { actorText } from '../model/action.ts';
import type { GateOverride } from '../model/gate-override.ts';
import { parseIncidentKey } from '../model/incident-key.ts';
import type { Run, RunSource } from '../model/run.ts';
import { actionLines } from './actions.ts';
import { toldLines } from './escalation.ts';
import type { PageInput } from './input.ts';
import { clockText, momentAgoText, momentText, spanText } from './time.ts';

const SOURCE: Readonly<Record<RunSource, string>> = {
  cli: 'migrate, not verbose',
  'cli-verbose': 'migrate -verbose',
  library: 'a program that uses the library',
};

/** As many digits of a commit as `git log --oneline` shows in a large repository. */
const SHOWN_DIGITS = 12;

/** How many overrides of the gate a page names. */
const NAMED_OVERRIDES = 3;

/** Who and what ran it, when, and how it ended. */
export function ranLines(run: Run | null, now: number): readonly string[] {
  if (run === null) return [];
  const command = run.command === null ? '' : `, command ${run.command}`;
  const exit = run.exitCode === null ? '' : `, exit code ${run.exitCode}`;
  const reason = run.outcome === 'killed' || run.outcome === 'unknown' ? run.stopReason : null;
  return [
    `${isSilent(run) ? 'migrate' : SOURCE[run.source]}${command}${exit}${spanOf(run, now)}`,
    placeOf(run),
    ...(run.image === undefined ? [] : [`image ${run.image}`]),
    `run ${run.id}${filesOf(run)}`,
    ...(run.databaseUrl === undefined ? [] : [`announced address ${run.databaseUrl}`]),
    ...(reason === null ? [] : [`The platform says: ${reason}`]),
    ...(run.disagreement === null ? [] : [run.disagreement]),
    ...(run.clock === undefined ? [] : [clockLine(run.clock)]),
    ...(run.incomplete === null ? [] : ['Some of its lines are missing; they are being read again.']),
  ];
}

function clockLine({ from, to }: NonNullable<Run['clock']>): string {
  const [first, last] = [momentText(from), momentText(to)];
  const stamps = first === last ? first : `${first} to ${last}`;
  return `Its log is stamped ${stamps}, which cannot be right: the times here are those of receipt.`;
}

/** True when the run printed nothing, so that its kind of output is not known. */
function isSilent({ findings, error }: Run): boolean {
  return error?.class === 'not-started' || findings.some(({ kind }) => kind === 'printed-nothing');
}

function filesOf({ announcedFiles: files, commit }: Run): string {
  if (files === undefined) return '';
  const from = commit === undefined ? '' : `, from commit ${commit.slice(0, SHOWN_DIGITS)}`;
  return `, image with ${files.count} ${files.count === 1 ? 'file' : 'files'}${from}`;
}

function spanOf({ startedAt, endedAt, durationMs }: Run, now: number): string {
  const from = startedAt === null ? '' : `, ${clockText(startedAt, now)}`;
  const until = endedAt === null ? '' : ` to ${clockText(endedAt, startedAt ?? now)}`;
  return `${from}${until}${durationMs === null ? '' : ` (${spanText(durationMs)})`}`;
}

/** The task, the build, or the log stream, as a person searches for it in the console. */
function placeOf({ resource, logGroup, logStream, origin }: Run): string {
  const [, cluster, task] = /:task\/(?:([^/]+)\/)?([^/]+)$/.exec(resource ?? '') ?? [];
  if (task !== undefined) return `ECS task ${task}${cluster === undefined ? '' : `, cluster ${cluster}`}`;
  const build = /:build\/(.+)$/.exec(resource ?? '')?.[1];
  if (build !== undefined) return `CodeBuild ${build}`;
  return (
    resource ?? (logStream === null ? origin : `log group ${nameWords(logGroup ?? '')}, stream ${logStream}`)
  );
}

export function lastGoodLine({ state, now }: PageInput): string | null {
  const good = state.lastGoodRun;
  if (good === null) return null;
  const when = good.endedAt === null ? 'time not known' : momentAgoText(good.endedAt, now);
  return `${when}${good.version === null ? '' : `, left version ${good.version}`}`;
}

/** Says how often the trouble was met, which incident came before, and which alarms belong to it. */
export function occurrenceLines({ incident, state, plan, now }: PageInput): readonly string[] {
  const runs = state.runs.filter(({ id }) => incident.marks.includes(id));
  const times = incident.droppedMarks + runs.length;
  const last = runs.at(-1);
  const alarms = [...new Set(incident.marks.flatMap(alarmName))];
  return [
    times > 1 && last !== undefined
      ? `${isCounted(incident, state) ? '' : 'at least '}${times} runs met it: first ${momentText(incident.openedAt)}, last ${clockText(last.endedAt ?? last.startedAt, incident.openedAt)}`
      : `first time, ${momentAgoText(incident.openedAt, now)}`,
    ...followed(incident.key, incident.follows),
    ...(incident.reopens === undefined
      ? []
      : [
          `goes on from incident ${incident.reopens}, which was reported as over too early: what seemed to end it did not`,
        ]),
    ...(alarms.length === 0 || incident.target.database === ANNOUNCED_DATABASES
      ? []
      : [`alarms: ${alarms.join(', ')}`]),
    ...(plan.kind === 'opened' ? silencedLines(incident, now) : []),
    ...overridesAround(state, incident.openedAt)
      .slice(-NAMED_OVERRIDES)
      .map((override) => overrideLine(override, now)),
    ...toldLines(incident, now),
    ...actionLines(incident, now),
    ...(plan.lapsed ? [lapsedLine(plan.lapsed, now)] : []),
    ...(plan.kind === 'reminder' && !plan.lapsed
      ? [`reminder ${incident.reminders} of ${REMINDERS_AFTER_MS.length}`]
      : []),
  ];
}

function overrideLine({ at, by, checks, reason }: GateOverride, now: number): string {
  return `${clockText(at, now)}, ${actorText(by)} let a deploy through the gate in spite of ${checks.join(', ')}: ${reason}`;
}

/** Is the number of runs exact? Not if runs of this incident may have been dropped before they were known to have failed. */
function isCounted({ openedAt }: PageInput['incident'], { dropped }: PageInput['state']): boolean {
  return dropped === null || dropped.through.startedAt < openedAt;
}

/** Why people were not notified when it opened. */
function silencedLines({ silencedBy }: PageInput['incident'], now: number): string[] {
  if (silencedBy === null) return [];
  const { until, reason, mutedBy } = silencedBy;
  const why =
    mutedBy === undefined ? `in the planned time ${reason}` : `while muted by ${mutedBy}: ${reason}`;
  return [`opened ${why}, until ${clockText(until, now)}`];
}

function lapsedLine({ state, by, until }: Handling, now: number): string {
  const what = state === 'seen' ? 'acknowledged it' : 'snoozed it';
  return `${actorText(by)} ${what} until ${clockText(until, now)}; that time is over, and it is still open`;
}

function followed(key: string, n: number | null): string[] {
  if (n === null) return [];
  const name = parseIncidentKey(key);
  const before = n === 0 || name === undefined ? 'an earlier incident' : `incident ${n}`;
  return [`follows ${before}, a different failure that was still open`];
}

function alarmName(mark: string): string[] {
  const subject = parseMark(mark);
  return subject.kind === 'alarm' ? [subject.name] : [];
}
