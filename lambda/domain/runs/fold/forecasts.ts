import type { ForecastFact } from '../../model/fact.ts';
import type { Migration, Run } from '../../model/run.ts';

/** A migration is compared with others when it has lasted this long, ms: none is unusual before. @see limitsOf */
export const FORECAST_AFTER_MS = 60_000;

/** The migration that a run is executing, if its begin is known: golang-migrate prints it with `-verbose` only. */
export type Executing = Migration & { readonly startedAt: number };

export function executingIn({ outcome, migrations }: Run): Executing | undefined {
  if (outcome !== 'running') return undefined;
  return migrations.findLast(
    (each): each is Executing =>
      each.status === 'running' && each.direction === 'up' && each.startedAt !== null,
  );
}

/** When the executing migration has to be compared, epoch ms; `undefined` if that is done, or not needed. */
export function forecastDueAt(run: Run): number | undefined {
  const executing = executingIn(run);
  return executing === undefined || executing.expectation !== undefined
    ? undefined
    : executing.startedAt + FORECAST_AFTER_MS;
}

/**
 * The migrations, each with what its time is compared with. A migration that had ended before its forecast was due has none, also if its end
 * became known later. `endedAt`: end of the run, epoch ms; `null` if it has not ended.
 */
export function withForecasts(
  migrations: readonly Migration[],
  forecasts: readonly ForecastFact[],
  endedAt: number | null,
): readonly Migration[] {
  if (forecasts.length === 0) return migrations;
  // Of two forecasts, which only a change of the run's first event makes possible, the one by the lower id counts.
  const first = new Map(
    forecasts.toSorted((a, b) => (a.id > b.id ? -1 : 1)).map((fact) => [fact.version, fact]),
  );
  return migrations.map((migration) => {
    const fact = migration.direction === 'up' ? first.get(migration.version) : undefined;
    const until = migration.endedAt ?? endedAt ?? Number.POSITIVE_INFINITY;
    return fact === undefined || fact.at > until
      ? migration
      : { ...migration, expectation: fact.expectation };
  });
}

/** The fact that says what the time of the executing migration is compared with. */
export function forecastFact(
  run: Run,
  { version, startedAt }: Executing,
  expectation: ForecastFact['expectation'],
): ForecastFact {
  const runStartedAt = run.startedAt ?? startedAt;
  const id = `forecast-${runStartedAt}-${version}`;
  return { kind: 'forecast', id, version, at: startedAt + FORECAST_AFTER_MS, runStartedAt, expectation };
}
