import { always } from '../diagnosis/advice/branches.ts';
import { SHOW_VERSION } from '../diagnosis/advice/commands.ts';
import { markOfMissing } from '../incidents/mark.ts';
import { HEADINGS } from './heading.ts';
import type { PageBody, PageInput } from './input.ts';
import { migrationBody } from './migration.ts';
import { clockText } from './time.ts';
import { HAPPENING_WITHOUT_RUN } from './title.ts';

/** The body for a run that was expected and did not come. */
export function missingBody(input: PageInput): PageBody {
  const { incident, state, now } = input;
  const note = state.missing.find((missing) => incident.lead === markOfMissing(missing));
  if (note === undefined) return migrationBody(input);
  return {
    happening: `${HAPPENING_WITHOUT_RUN.missing}, due at ${clockText(note.dueAt, now)}`,
    danger: '',
    state: [
      `No run has started since ${clockText(note.since, now)}.`,
      state.dirty ? 'The database is dirty: a run would be refused.' : 'No run shows the database as dirty.',
    ],
    next: always([
      { do: 'Look whether the pipeline or the schedule started at all, and start it again.' },
      { command: SHOW_VERSION },
    ]),
    doNot: ['Do not release code that needs the new migrations before a run has ended clean.'],
    evidence: [],
    clears: 'By itself, when a run starts.',
    heading: HEADINGS.missing,
    class: 'missing',
  };
}
