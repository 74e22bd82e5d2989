import { always } from '../diagnosis/advice/branches.ts';
import { SHOW_VERSION } from '../diagnosis/advice/commands.ts';
import { markOfMissing } from '../incidents/mark.ts';
import type { MissingRunSummary, TargetState } from '../incidents/target-state.ts';
import { HEADINGS } from './heading.ts';
import type { PageBody, PageInput } from './input.ts';
import { migrationBody } from './migration.ts';
import { clockText } from './time.ts';
import { HAPPENING_WITHOUT_RUN } from './title.ts';

/** The body for a run that was expected and did not come, or did not reach the version that was expected of it. */
export function missingBody(input: PageInput): PageBody {
  const { incident, state, now } = input;
  const note = state.missing.find((missing) => incident.lead === markOfMissing(missing));
  if (note === undefined) return migrationBody(input);
  const { version, dueAt } = note;
  const what =
    version === undefined ? HAPPENING_WITHOUT_RUN.missing : `database did NOT reach version ${version}`;
  return {
    happening: `${what}, due at ${clockText(dueAt, now)}`,
    danger: '',
    state: [
      sinceWords(note, state, now),
      ...(version === undefined || state.cleanVersion === null
        ? []
        : [`The last known clean version is ${state.cleanVersion}.`]),
      state.dirty ? 'The database is dirty: a run would be refused.' : 'No run shows the database as dirty.',
    ],
    next: always([
      { do: 'Look whether the pipeline or the schedule started at all, and start it again.' },
      { command: SHOW_VERSION },
    ]),
    doNot: ['Do not release code that needs the new migrations before a run has ended clean.'],
    evidence: [],
    clears:
      version === undefined
        ? 'By itself, when a run starts.'
        : `By itself, when a run ends clean at version ${version} or above, or fails and has an incident of its own.`,
    heading: HEADINGS.missing,
    class: 'missing',
  };
}

/** What has run since the expectation began. */
function sinceWords({ since, going }: MissingRunSummary, { runs }: TargetState, now: number): string {
  const last = runs.findLast(({ superseded, startedAt }) => !superseded && startedAt >= since);
  if (going !== undefined && (last === undefined || last.id === going || last.outcome === 'running'))
    return `The run ${going} goes on.`;
  if (last === undefined) return `No run has started since ${clockText(since, now)}.`;
  const at = last.endedAt === null ? '' : ` at ${clockText(last.endedAt, now)}`;
  return `The last run since then, ${last.id}, ended ${last.outcome}${at}.`;
}
