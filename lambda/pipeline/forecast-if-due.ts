import type { ForecastFact } from '../domain/model/fact.ts';
import type { Expectation } from '../domain/model/forecast.ts';
import type { Run } from '../domain/model/run.ts';
import type { Target } from '../domain/model/target.ts';
import { expecting } from '../domain/normal/expecting.ts';
import { historiesFor } from '../domain/normal/histories-for.ts';
import { fileOf } from '../domain/normal/history.ts';
import type { FileToApply } from '../domain/normal/source.ts';
import { executingIn, forecastDueAt, forecastFact } from '../domain/runs/fold/forecasts.ts';
import type { HistoryReader } from './ports.ts';
import { readHistoryWithFormer } from './present-names.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';
import type { WriterContext } from './writer.ts';

type ForecastContext = Pick<WriterContext, 'now' | 'sources' | 'names' | 'callsAtOnce'>;

/**
 * What the time of a run's executing migration is compared with, if it has lasted for a minute and that is not known yet.
 *
 * @throws if a history cannot be read: the next sweep tries again, and until then the settings' limits count
 */
export async function forecastIfDue(
  run: Run,
  histories: HistoryReader,
  context: ForecastContext,
): Promise<readonly ForecastFact[]> {
  const dueAt = forecastDueAt(run);
  const executing = executingIn(run);
  if (dueAt === undefined || executing === undefined || dueAt > context.now) return [];
  const { startedAt, digest } = executing;
  const file = { file: fileOf(executing), at: startedAt, ...(digest !== undefined && { digest }) };
  return [forecastFact(run, executing, await expectationOf(file, run.target, histories, context))];
}

async function expectationOf(
  file: FileToApply,
  target: Target,
  histories: HistoryReader,
  { sources, names, callsAtOnce = CALLS_AT_ONCE }: ForecastContext,
): Promise<Expectation | null> {
  const named = sources.map((source) => source.target);
  const wanted = [target, ...historiesFor(target, named, names?.after)];
  const [own, ...others] = await sideBySide(wanted, callsAtOnce, (each) =>
    readHistoryWithFormer(each, histories, names),
  );
  return expecting(own!, others)(file);
}
