import { alarmsIn, ruleHolds } from './alarm-rule.ts';
import type { Alarm, AlarmState, CompositeAlarm, MetricAlarm } from './definition.ts';
import { EXTRA_PERIODS, evaluate } from './evaluate.ts';
import { Series } from './series.ts';
import { actionsTaken } from './suppression.ts';

/** One change of an alarm's state. `at` in minutes since the epoch. */
export interface Change {
  readonly at: number;
  readonly to: AlarmState;
}

export interface Simulation {
  /** In whole minutes since the epoch; the alarms are created at `from`. */
  readonly from: number;
  readonly to: number;
  /** Data by {@link metricKey}. Other metrics never get data. */
  readonly series: ReadonlyMap<string, Series>;
  /** See {@link EXTRA_PERIODS}. */
  readonly extraPeriods?: number;
  /** Delay after which a data point can be read, in minutes. @default 0 */
  readonly lagMinutes?: number;
  /** Changes of opaque alarms, by logical id. Opaque alarms without an entry stay in INSUFFICIENT_DATA. */
  readonly opaque?: ReadonlyMap<string, readonly Change[]>;
}

/**
 * Every change of state of `alarms`, by logical id.
 *
 * As in CloudWatch, a metric alarm of any period is evaluated at the end of each minute, over a window that slides by one minute. A
 * composite alarm is evaluated when one of its alarms changes. All alarms begin in INSUFFICIENT_DATA.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function simulate(
  alarms: readonly Alarm[],
  simulation: Simulation,
): ReadonlyMap<string, readonly Change[]> {
  const byId = new Map(alarms.map((alarm) => [alarm.id, alarm]));
  const found = new Map<string, readonly Change[]>();
  const changesOf = (id: string, above: readonly string[]): readonly Change[] => {
    const known = found.get(id);
    if (known) return known;
    const alarm = byId.get(id);
    if (!alarm) throw new Error(`${above.at(-1)} refers to ${id}, which is not an alarm`);
    if (above.includes(id)) throw new Error(`${[...above, id].join(' refers to ')}`);
    const below = (other: string) => changesOf(other, [...above, id]);
    const changes =
      alarm.kind === 'metric'
        ? metricChanges(alarm, simulation)
        : alarm.kind === 'composite'
          ? compositeChanges(alarm, below, simulation)
          : (simulation.opaque?.get(id) ?? []);
    found.set(id, changes);
    return changes;
  };
  for (const { id } of alarms) changesOf(id, []);
  return found;
}

/** When `alarm` calls its actions: at each change, or when its suppressor allows it. */
export function actionsOf(
  alarm: Alarm,
  changes: ReadonlyMap<string, readonly Change[]>,
  until: number,
): readonly Change[] {
  const own = changes.get(alarm.id) ?? [];
  if (alarm.kind !== 'composite' || alarm.suppressor === null) return own;
  const { suppressor } = alarm;
  const events = [
    ...(changes.get(suppressor.alarm) ?? []).map((each) => ({ ...each, of: 'suppressor' as const })),
    ...own.map((each) => ({ ...each, of: 'composite' as const })),
  ]
    .map(({ at, of, to }) => ({ at: at * 60, of, to }))
    .sort((a, b) => a.at - b.at);
  return actionsTaken(suppressor, events, until * 60).map(({ at, state }) => ({ at: at / 60, to: state }));
}

function metricChanges(
  alarm: MetricAlarm,
  { from, to, series, extraPeriods = EXTRA_PERIODS, lagMinutes = 0 }: Simulation,
): readonly Change[] {
  const data = series.get(alarm.metric) ?? new Series();
  const warm = from + alarm.warmUpMinutes;
  const period = alarm.periodSeconds / 60;
  if (!Number.isInteger(period)) throw new Error(`${alarm.id}: a period of ${alarm.periodSeconds} s`);
  const periods = alarm.evaluationPeriods + extraPeriods;
  const span = periods * period + lagMinutes;
  const changes: Change[] = [];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  for (const now of minutesWorthEvaluating(data.changes(), span, warm, to)) {
    const readable = now - lagMinutes;
    const range = Array.from({ length: periods }, (_, index) => {
      const end = now - (periods - 1 - index) * period;
      return data.statistic(alarm.statistic, end - period, Math.min(end, readable));
    });
    const next = evaluate(range, alarm, state);
    if (next !== state) changes.push({ at: now, to: next });
    state = next;
  }
  return changes;
}

/** Minutes whose evaluation range differs from that of the minute before. In other minutes an evaluation changes nothing. */
function* minutesWorthEvaluating(changes: readonly number[], span: number, from: number, to: number) {
  let next = from;
  for (const at of [from, ...changes.filter((change) => change >= from)]) {
    for (next = Math.max(next, at); next <= at + span && next <= to; next++) yield next;
  }
}

function compositeChanges(
  alarm: CompositeAlarm,
  changesOf: (id: string) => readonly Change[],
  { from }: Simulation,
): readonly Change[] {
  const children = alarmsIn(alarm.rule);
  if (alarm.suppressor) changesOf(alarm.suppressor.alarm);
  const steps = children
    .flatMap((child) => changesOf(child).map((change) => ({ ...change, child })))
    .sort((a, b) => a.at - b.at);
  const states = new Map<string, AlarmState>();
  const changes: Change[] = [];
  const evaluateAt = (at: number) => {
    const to = ruleHolds(alarm.rule, (id) => states.get(id) ?? 'INSUFFICIENT_DATA') ? 'ALARM' : 'OK';
    if (to !== changes.at(-1)?.to) changes.push({ at, to });
  };
  if (steps[0]?.at !== from) evaluateAt(from);
  for (const [index, { at, child, to }] of steps.entries()) {
    states.set(child, to);
    if (steps[index + 1]?.at !== at) evaluateAt(at);
  }
  return changes;
}
