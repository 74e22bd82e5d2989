import type { Incident } from '../../../../lambda/domain/incidents/incident.ts';
import type { TargetState } from '../../../../lambda/domain/incidents/target-state.ts';
import { shortRunId } from '../../../../lambda/domain/model/run-id.ts';
import type { Target } from '../../../../lambda/domain/model/target.ts';
import { spanText } from '../../../../lambda/domain/pages/time.ts';
import type { ListedRun } from '../../../../lambda/domain/runs/record/list-line.ts';
import { shellWord } from '../../shell-word.ts';
import { shortKey } from '../keys.ts';
import type { GateCheck } from './check.ts';

/** What is stored about one database. */
export interface KnownDatabase {
  readonly target: Target;
  /** `null` if no run was ever seen. */
  readonly state: TargetState | null;
  readonly incidents: readonly Incident[];
  /** Runs that have not ended, from the open index: the state may not have them yet. */
  readonly running: readonly { readonly id: string; readonly startedAt: number | null }[];
  /** Its latest runs, from the list of runs: the state gets the end of a run a moment later. */
  readonly latest: readonly Pick<ListedRun, 'id' | 'startedAt' | 'outcome'>[];
}

/** Is the database clean, is nothing open about it, and is nothing running? `now` is epoch ms. */
export function databaseChecks(known: KnownDatabase, now: number): readonly GateCheck[] {
  return [
    cleanCheck(known),
    ...known.incidents
      .filter(({ kind, ended }) => ended === null && (kind === 'migration' || kind === 'wrong'))
      .map((incident) => incidentCheck(incident, known)),
    ...inFlight(known, now),
  ];
}

export function nameOf({ environment, database }: Target): string {
  return `${environment}/${database}`;
}

function cleanCheck({ target, state }: KnownDatabase): GateCheck {
  const name = nameOf(target);
  const check = { check: 'clean', database: target.database } as const;
  const command = `migrate-watch status ${shellWord(name)}`;
  // A database of which only alarms or shares are stored has not been seen either.
  if (state === null || (state.runs.length === 0 && state.cleanVersion === null && !state.dirty))
    return {
      ...check,
      state: 'unknown',
      text: `no run of ${name} has been seen`,
      command: `migrate-watch status ${shellWord(target.environment)}`,
    };
  if (state.dirty) {
    const at = state.dirtyVersion === null ? '' : ` at version ${state.dirtyVersion}`;
    return { ...check, state: 'closed', text: `${name} is DIRTY${at}`, command };
  }
  if (state.cleanVersion === null)
    return { ...check, state: 'unknown', text: `the version of ${name} is not known`, command };
  return {
    ...check,
    state: 'open',
    text: `${name} is clean at version ${state.cleanVersion}`,
    command: null,
  };
}

function incidentCheck({ key, title }: Incident, { target }: KnownDatabase): GateCheck {
  return {
    check: 'incident',
    database: target.database,
    state: 'closed',
    text: `incident ${shortKey(key)} is open: ${title}`,
    command: `migrate-watch show ${shellWord(shortKey(key))}`,
  };
}

/** Runs that are running, runs whose end the state does not have yet, and failures whose process may try again. */
function inFlight(known: KnownDatabase, now: number): readonly GateCheck[] {
  const { target, running, latest } = known;
  const current = known.state?.runs.filter(({ superseded }) => !superseded) ?? [];
  const begun = new Map(running.map(({ id, startedAt }) => [id, startedAt]));
  for (const { id, outcome, startedAt } of [...latest, ...current])
    if (outcome === 'running') begun.set(id, startedAt);
  const check = (id: string, text: string): GateCheck => ({
    check: 'in-flight',
    database: target.database,
    state: 'closed',
    text: `run ${shortRunId(id)} of ${nameOf(target)} ${text}`,
    command: `migrate-watch show ${shortRunId(id)}`,
  });
  const inState = new Set(known.state?.runs.map(({ id }) => id));
  const through = known.state?.dropped?.through.startedAt ?? Number.NEGATIVE_INFINITY;
  const late = latest.filter(
    ({ id, startedAt }) => !begun.has(id) && !inState.has(id) && startedAt > through,
  );
  const waiting = current.filter(({ id, waits }) => waits && !begun.has(id));
  return [
    ...[...begun].map(([id, startedAt]) =>
      check(
        id,
        startedAt === null
          ? 'is in flight'
          : `is in flight, for ${spanText(Math.max(0, now - startedAt))} so far`,
      ),
    ),
    ...late.map(({ id }) => check(id, 'has ended, and the monitor has not judged it yet')),
    ...waiting.map(({ id }) => check(id, 'failed, and its process may try again')),
  ];
}
