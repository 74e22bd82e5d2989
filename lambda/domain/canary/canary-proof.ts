import { force } from '../diagnosis/advice/commands.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Run } from '../model/run.ts';
import { MEANT_STATUSES, meantEnd } from './canary-run.ts';

/** What is stored about a run of the canary after `page` has handled its message. */
export interface CanaryTraces {
  /** `undefined` if no run record has the id. */
  readonly run: Run | undefined;
  /** The canary's incidents. */
  readonly incidents: readonly Incident[];
}

/**
 * Checks that the canary's run `id` went through the whole monitor. Returns what is missing; `undefined` when nothing is missing.
 *
 * A run that was meant to succeed must be recorded as succeeded, and must have ended the incident of the run before it. A run that
 * was meant to fail must have an incident, whose page says which state the database is in and which command to run.
 */
export function proofLacks(id: string, { run, incidents }: CanaryTraces): string | undefined {
  if (run === undefined) return `no record of run ${id}`;
  const meant = meantEnd(run.logStream);
  if (meant === undefined)
    return `run ${id} is in log stream ${run.logStream}, which is not a log stream of the canary`;
  const recorded = shown(
    run.outcome,
    run.migrations.map(({ status }) => status),
  );
  const expected = shown(meant, MEANT_STATUSES[meant]);
  if (recorded !== expected) return `run ${id} is recorded as ${recorded}; expected ${expected}`;
  if (meant === 'succeeded') {
    const open = incidents.find(
      ({ kind, ended, openedAt }) =>
        kind === 'migration' && ended === null && openedAt <= (run.startedAt ?? Infinity),
    );
    return open && `run ${id} did not end incident ${open.key}`;
  }
  const page = incidents.find(({ kind, lead }) => kind === 'migration' && lead === id)?.canaryPageText;
  if (page === undefined) return `no page of run ${id}`;
  const unsaid = whatToSay(run).filter((text) => !page.includes(text));
  return unsaid.length === 0 ? undefined : `the page of run ${id} does not say: ${unsaid.join('; ')}`;
}

function shown(outcome: string, statuses: readonly string[]): string {
  return `${outcome} (${statuses.join(', ')})`;
}

/** What the page must say: the state of the database, and the `force` command, which is certain after this failure. */
function whatToSay({ dirtyVersion, migrations }: Run): readonly string[] {
  const before = migrations.findLast(({ status }) => status === 'applied');
  return [`DIRTY at ${dirtyVersion}`, force(before?.version ?? '-1')];
}
