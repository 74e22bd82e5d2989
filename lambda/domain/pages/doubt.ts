import type { Incident } from '../incidents/incident.ts';
import { placeOf } from '../incidents/place.ts';
import type { RunSummary } from '../incidents/run-summary.ts';
import type { TargetState } from '../incidents/target-state.ts';
import { clockText } from './time.ts';

/** Clean runs that did not end this incident, each with why not, and what makes them count; none when there were none. */
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
      return `${said(run)} by ${whereOf(run)} at ${at}: it ends nothing, because ${run.clockWrong ? CLOCK : PLACE}.`;
    }),
    `If that was the repair, acknowledge this incident${isPlace ? ', and name the place in the settings' : ''}.`,
  ];
}

const PLACE = 'no run of this database is known to print there';
const CLOCK = 'its log carries times that cannot be right, and it may have come before the failure';

function said({ moved, outcome }: RunSummary): string {
  return moved || outcome === 'succeeded' ? 'A migration was also applied' : '`no change` was also printed';
}

function whereOf(run: RunSummary): string {
  const { name, project } = placeOf(run);
  if (project !== undefined) return `the build project ${project}`;
  return name.startsWith('container ') ? `the ${name}` : `the log stream ${name}`;
}

/** golang-migrate runs nothing on a dirty database: whoever cleared the mark did it where nobody watched. */
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
        'No `migrate force` was seen: the dirty mark was changed where migrate-watch does not look. Check that the version is right.',
      ];
}
