import { migrationName } from '../model/migration-name.ts';
import type { Run } from '../model/run.ts';
import { historiesFor } from '../normal/histories-for.ts';
import {
  betweenOf,
  comparedText,
  elapsedText,
  expectationText,
  leftText,
  recordText,
} from '../normal/words.ts';
import { executingIn } from '../runs/fold/forecasts.ts';
import type { PageInput } from './input.ts';

/** What was expected of the executing migration, and how that compares with the time that it has taken. Empty if nothing can be said. */
export function expectationLines(run: Run, { policy, now }: PageInput): readonly string[] {
  const executing = executingIn(run);
  const expectation = executing?.expectation;
  if (executing === undefined || expectation === undefined) return [];
  if (expectation === null) {
    const named = policy.sources.map(({ target }) => target);
    const isFirst = historiesFor(run.target, named, policy.names?.after).length === 0;
    return isFirst ? [] : [`Forecast: ${expectationText(null, betweenOf(run.target, run.target))}.`];
  }
  const { source, forecast } = expectation;
  const between = betweenOf(source, run.target);
  const elapsedMs = Math.max(0, now - executing.startedAt);
  const elapsed = elapsedText(forecast, elapsedMs, between);
  const others = [elapsed && `the migration ${elapsed}`, leftText(forecast, elapsedMs), recordText(forecast)];
  return [`forecast: ${expectationText(forecast, between)}`, ...others].flatMap((text) =>
    text === undefined ? [] : `${text[0]!.toUpperCase()}${text.slice(1)}.`,
  );
}

/** What was expected of each migration of a run that lasted for a minute, one sentence for each. */
export function forecastNotes({ migrations, target }: Run): readonly string[] {
  return migrations.flatMap((migration) => {
    const { expectation } = migration;
    if (expectation === undefined || expectation === null) return [];
    const text = expectationText(expectation.forecast, betweenOf(expectation.source, target));
    return `Forecast for ${migrationName(migration)}: ${text}.`;
  });
}

/** How the executing migration of a run compares with what was expected, in a few words; `null` if that cannot be said. */
export function comparedWords(run: Run, now: number): string | null {
  const executing = executingIn(run);
  const forecast = executing?.expectation?.forecast;
  if (executing === undefined || forecast === undefined) return null;
  return comparedText(forecast, Math.max(0, now - executing.startedAt)) ?? null;
}
