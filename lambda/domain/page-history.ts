import { parseIncidentKey } from './incident-key.ts';
import type { PageInput } from './page-input.ts';
import { clockText, momentText, spanText } from './page-time.ts';
import { REMINDERS_AFTER_MS } from './reminder.ts';
import type { Run, RunSource } from './run.ts';

const SOURCE: Readonly<Record<RunSource, string>> = {
  cli: 'migrate, not verbose',
  'cli-verbose': 'migrate -verbose',
  library: 'a program that uses the library',
};

/** Who and what ran it, when, and how it ended. */
export function ranLines(run: Run | null, now: number): readonly string[] {
  if (run === null) return [];
  const command = run.command === null ? '' : `, command ${run.command}`;
  const exit = run.exitCode === null ? '' : `, exit code ${run.exitCode}`;
  const from = run.startedAt === null ? '' : `started ${momentText(run.startedAt)}`;
  const until = run.endedAt === null ? '' : `, ended ${clockText(run.endedAt, run.startedAt ?? now)}`;
  const took = run.durationMs === null ? '' : ` after ${spanText(run.durationMs)}`;
  return [
    `${SOURCE[run.source]}${command}${exit}`,
    ...(from === '' ? [] : [from + until + took]),
    run.resource ?? (run.logStream === null ? run.origin : `log stream ${run.logGroup} ${run.logStream}`),
    `run ${run.id}`,
    ...(run.stopReason === null ? [] : [`stopped: ${run.stopReason}`]),
    ...(run.disagreement === null ? [] : [run.disagreement]),
    ...(run.incomplete === null ? [] : ['Lines of it are missing; they are being read again.']),
  ];
}

export function lastGoodLine({ state, now }: PageInput): string | null {
  const good = state.lastGoodRun;
  if (good === null) return null;
  const when =
    good.endedAt === null
      ? 'at an unknown time'
      : `${momentText(good.endedAt)} (${spanText(now - good.endedAt)} ago)`;
  return `${when}${good.version === null ? '' : `, left version ${good.version}`}, run ${good.id}`;
}

/** Is it new, how often was it met, what came before it. */
export function seenLines({ incident, state, plan, now }: PageInput): readonly string[] {
  const runs = state.runs.filter(({ id }) => incident.marks.includes(id));
  const times = incident.forgotten + runs.length;
  const last = runs.at(-1);
  const alarms = [...new Set(incident.marks.filter((mark) => mark.startsWith('alarm:')).map(alarmName))];
  return [
    times > 1 && last !== undefined
      ? `${times} runs met it: first ${momentText(incident.openedAt)}, last ${clockText(last.endedAt ?? last.startedAt, incident.openedAt)}`
      : `first time, ${momentText(incident.openedAt)} (${spanText(now - incident.openedAt)} ago)`,
    ...followed(incident.key, incident.follows),
    ...(alarms.length === 0 ? [] : [`alarms: ${alarms.join(', ')}`]),
    ...(plan.kind === 'reminder' ? [`reminder ${incident.reminders} of ${REMINDERS_AFTER_MS.length}`] : []),
  ];
}

function followed(key: string, n: number | null): string[] {
  if (n === null) return [];
  const name = parseIncidentKey(key);
  const before = n === 0 || name === undefined ? 'an earlier incident' : `incident ${n}`;
  return [`follows ${before}, a different failure that was still open`];
}

function alarmName(mark: string): string {
  return mark.slice('alarm:'.length, mark.lastIndexOf('@'));
}
