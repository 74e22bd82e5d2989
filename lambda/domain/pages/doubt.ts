import type { Incident } from '../incidents/incident.ts';
import { placeOf } from '../incidents/place.ts';
import type { RunSummary } from '../incidents/run-summary.ts';
import type { TargetState } from '../incidents/target-state.ts';
import { clockText } from './time.ts';

/** Lines about clean runs that did not end this incident: why each did not, and what to do if it should; empty if there are none. */
export function elsewhereLines(
  { elsewhere = [], openedAt }: Incident,
  { runs }: TargetState,
): readonly string[] {
  const seen = runs.filter(({ id }) => elsewhere.includes(id));
  if (seen.length === 0) return [];
  const isPlace = seen.some(({ clockWrong }) => !clockWrong);
  return [
    ...seen.map((run) => {
      const at = clockText(run.endedAt ?? run.startedAt, openedAt);
      return `${said(run)} by ${whereOf(run)} at ${at}. This does not end the incident, because ${run.clockWrong ? CLOCK : PLACE}.`;
    }),
    `If that was the repair, acknowledge this incident${isPlace ? ', and name the place in the settings' : ''}.`,
  ];
}

const PLACE = 'no run of this database is known to print there';
const CLOCK = 'the times in its log cannot be right, and it may have run before the failure';

function said({ moved, outcome }: RunSummary): string {
  return moved || outcome === 'succeeded' ? 'A migration was also applied' : '`no change` was also printed';
}

function whereOf(run: RunSummary): string {
  const { name, project } = placeOf(run);
  if (project !== undefined) return `the build project ${project}`;
  return name.startsWith('container ') ? `the ${name}` : `the log stream ${name}`;
}

/**
 * A line for a dirty database that became clean without a `force` that was seen. golang-migrate applies nothing to a dirty database,
 * so somebody cleared the dirty flag outside the watched logs.
 */
export function withoutForce({ marks, ended }: Incident, { runs }: TargetState): readonly string[] {
  if (ended?.why !== 'clean-run') return [];
  const met = runs.filter(({ id }) => marks.includes(id));
  const from = met.find(({ dirty, outcome }) => dirty || outcome === 'blocked')?.startedAt;
  if (from === undefined) return [];
  const isForced = runs.some(
    ({ command, outcome, startedAt, superseded }) =>
      command === 'force' && outcome === 'succeeded' && !superseded && startedAt >= from,
  );
  return isForced
    ? []
    : [
        'No `migrate force` was seen: the dirty flag was cleared where migrate-watch does not look. Check that the version is right.',
      ];
}
