import { minutesIn, spansToRead } from '../domain/load/effect.ts';
import { type LoadSource, metricsOf } from '../domain/load/load-metrics.ts';
import { isTooShort, loadOf, measuredSpan } from '../domain/load/load-of.ts';
import type { LoadFact } from '../domain/model/fact.ts';
import type { Load } from '../domain/model/load.ts';
import type { Run } from '../domain/model/run.ts';
import { sameValue } from '../domain/model/same-value.ts';
import { loadDueAt, loadFact } from '../domain/runs/fold/load-due.ts';
import type { IncidentStore, LoadReader } from './ports.ts';

/** How load is asked for. */
export interface LoadPorts {
  readonly loadReader: LoadReader;
  readonly load: readonly LoadSource[];
  /** For runs beside the one that is measured. */
  readonly states: Pick<IncidentStore, 'readTarget'>;
}

/** After this time from when it was due, ms, a metric that cannot be read is given up. */
const GIVEN_UP_MS = 30 * 60_000;
const MOST_BESIDE = 3;

/**
 * What the metrics of the database did while a run ran, if that is due.
 *
 * @throws if they cannot be read: the next sweep tries again, for half an hour
 */
export async function loadIfDue(
  run: Run,
  ports: LoadPorts | undefined,
  now: number,
): Promise<readonly LoadFact[]> {
  const dueAt = loadDueAt(run);
  if (dueAt === undefined || dueAt > now) return [];
  const attempt = run.load === undefined ? 1 : 2;
  const fact = (load: Omit<Load, 'attempt'>) => [loadFact(run, dueAt, { attempt, ...load })];
  try {
    const load = ports && (await measured(run, ports, attempt === 2));
    return fact(load ?? { why: 'unasked', metrics: [] });
  } catch (error) {
    if (now - dueAt < GIVEN_UP_MS) throw error;
    return fact({ why: 'unavailable', metrics: [] });
  }
}

/** `undefined` if the settings no longer say what to ask. */
async function measured(
  run: Run,
  { loadReader, load, states }: LoadPorts,
  isLast: boolean,
): Promise<Omit<Load, 'attempt'> | undefined> {
  const source = load.find(({ environment, database }) => sameValue({ environment, database }, run.target));
  const span = measuredSpan(run);
  if (source === undefined || span === undefined) return undefined;
  if (isTooShort(span)) return { why: 'short', metrics: [] };
  const metrics = metricsOf(source);
  const { now: around, yesterday } = spansToRead(span);
  const [today, dayBefore] = await Promise.all([
    loadReader.read(metrics, around),
    loadReader.read(metrics, yesterday),
  ]);
  const read = metrics.map((_, index) => new Map([...dayBefore[index]!, ...today[index]!]));
  return loadOf(span, metrics, read, { beside: await besideOf(run, states), isLast });
}

/** Other runs of the database that ran in one of its minutes. */
async function besideOf(run: Run, states: LoadPorts['states']): Promise<readonly string[]> {
  const { state } = await states.readTarget(run.target);
  const [from, to] = [run.startedAt!, run.endedAt!];
  const others = (state?.runs ?? []).filter(
    ({ id, superseded, startedAt, endedAt }) =>
      id !== run.id &&
      !superseded &&
      startedAt < to &&
      minutesIn({ from: Math.max(from, startedAt), to: Math.min(to, endedAt ?? to) }).length > 0,
  );
  return others.slice(-MOST_BESIDE).map(({ id }) => id);
}
