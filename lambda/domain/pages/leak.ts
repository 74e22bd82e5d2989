import { always, type Steps } from '../diagnosis/advice/branches.ts';
import { deleteLogStream } from '../diagnosis/advice/commands.ts';
import { nameWords } from '../model/account-name.ts';
import type { Run } from '../model/run.ts';
import { ACKNOWLEDGE_HEADING, HEADINGS } from './heading.ts';
import type { PageBody, PageInput } from './input.ts';
import { regionOf } from './links.ts';
import { migrationBody } from './migration.ts';

/** The body for a log that shows a credential. The credential itself is never stored or sent. */
export function leakBody(input: PageInput): PageBody {
  const { run, incident, state, policy } = input;
  const runs = state.runs.filter(({ id }) => incident.marks.includes(id));
  const kinds = [...new Set(runs.flatMap(({ leaked }) => leaked))].sort();
  if (kinds.length === 0) return migrationBody(input);
  return {
    happening: `a log shows a CREDENTIAL (${kinds.join(', ')}), rotate it`,
    past: `a log showed a CREDENTIAL (${kinds.join(', ')})`,
    danger: '',
    state: [
      run?.logGroup == null
        ? 'It is in the log of the run, where everyone who may read that log can see it.'
        : `It is in log group ${nameWords(run.logGroup)}, stream ${run.logStream}, where everyone who may read that log can see it.`,
      'It is masked in this page, and in everything that migrate-watch stores.',
    ],
    next: always([
      {
        do: 'Change the credential at the database or the service it belongs to, and where it is stored.',
      },
      { do: 'Restart what uses it, then look whether the next run connects.' },
      { do: 'Then delete that log stream, or let its retention end.' },
      ...deletion(run, policy.region),
      {
        do: `Last, acknowledge this incident, or it stays open (${policy.runbookUrl}#${ACKNOWLEDGE_HEADING}).`,
      },
    ]),
    doNot: [
      'Do not copy the log line into a ticket or a chat.',
      'Do not only delete the log: others may have read it.',
    ],
    evidence: ['golang-migrate prints the database URL, or a part of it, in some errors at start.'],
    clears: 'When a person acknowledges it; no run can end it.',
    heading: HEADINGS.leak,
    class: 'leak',
  };
}

function deletion(run: Run | null, region: string | undefined): Steps {
  if (run === null || run.logGroup === null || run.logStream === null) return [];
  const command = deleteLogStream(run.logGroup, run.logStream, regionOf(run, region));
  return command === undefined ? [] : [{ command }];
}
