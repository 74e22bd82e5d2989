import { force } from '../diagnosis/advice/commands.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Run } from '../model/run.ts';
import { MEANT_STATUSES, meantEnd } from './canary-run.ts';

/** What is stored of a run of the canary once `page` has handled its message. */
export interface CanaryTraces {
  /** `undefined`: no record has its id. */
  readonly run: Run | undefined;
  /** Of the canary's environment and monitor. */
  readonly incidents: readonly Incident[];
}

/**
 * What is missing for the whole path to be proven by the run `id` of the canary; `undefined` when nothing is.
 *
 * A run that was meant to succeed has to be recorded as that, and to have ended the incident of the one before. One that
 * was meant to fail has to have an incident whose page says what state the database is in and what to type.
 */
export function proofLacks(id: string, { run, incidents }: CanaryTraces): string | undefined {
  if (run === undefined) return `no record of run ${id}`;
  const meant = meantEnd(run.logStream);
  if (meant === undefined) return `run ${id} stands in log stream ${run.logStream}, which is none of its own`;
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

/** The state of the database, and the command that the failure leaves one certain way to write. */
function whatToSay({ dirtyVersion, migrations }: Run): readonly string[] {
  const before = migrations.findLast(({ status }) => status === 'applied');
  return [`DIRTY at ${dirtyVersion}`, force(before?.version ?? '-1')];
}
