import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutCompositeAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMESPACE } from '../../../lambda/contract/metrics.ts';
import type { Alarm, AlarmState, MetricAlarm } from '../../alarms/definition.ts';
import { EXTRA_PERIODS, evaluate } from '../../alarms/evaluate.ts';
import { readAlarms, textOf } from '../../alarms/read-template.ts';
import type { Template } from './emulator-template.ts';

/**
 * CloudWatch's part that the emulator does not play: judges the deployed alarms by the metrics that really arrived, and
 * sets their states; the emulator then calls their actions.
 */
export class AlarmDriver {
  readonly #client: CloudWatchClient;
  readonly #template: Template;
  readonly #alarms: readonly Alarm[];

  constructor(client: CloudWatchClient, template: Template) {
    this.#client = client;
    this.#template = template;
    this.#alarms = readAlarms(template);
  }

  /**
   * Makes the composite alarms, which the emulator takes from its API but not from a template. `topics`: ARNs by logical id.
   */
  async createComposites(topics: ReadonlyMap<string, string>): Promise<readonly string[]> {
    const names = new Map(this.#alarms.map(({ id, name }) => [`\${${id}.Arn}`, name]));
    const composites = this.#alarms.filter(({ kind }) => kind === 'composite');
    const left = this.#alarms.filter(({ kind }) => kind === 'opaque').map(({ name }) => name);
    for (const { id, name, description, actions } of composites) {
      const rule = textOf(this.#template.Resources[id]!.Properties!['AlarmRule']);
      const arns = (state: AlarmState) =>
        actions[state].map((topic) => topics.get(topic.slice(2, -1)) ?? topic);
      const AlarmRule = rule.replaceAll(/\$\{\w+\.Arn\}/g, (reference) => names.get(reference) ?? reference);
      await this.#client.send(
        new PutCompositeAlarmCommand({
          AlarmName: name,
          AlarmDescription: description,
          // A band has no alarm here; what it would say is left out of the rule.
          AlarmRule: left.reduce((text, each) => text.replaceAll(`ALARM("${each}")`, 'FALSE'), AlarmRule),
          AlarmActions: arns('ALARM'),
          OKActions: arns('OK'),
        }),
      );
    }
    return composites.map(({ name }) => name);
  }

  /** Takes away what {@link createComposites} made: no alarm below them can be deleted before. */
  async deleteComposites(): Promise<void> {
    const names = this.#alarms.filter(({ kind }) => kind === 'composite').map(({ name }) => name);
    // The last ones read earlier ones.
    for (const name of names.reverse())
      await this.#client.send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
  }

  /** Judges every alarm on the app's own metrics as at the end of the minute of `now`; the names of those that changed. */
  async evaluate(now = Date.now()): Promise<readonly string[]> {
    const states = await this.states();
    const changed: string[] = [];
    for (const alarm of this.#alarms) {
      if (alarm.kind !== 'metric' || !alarm.metric.startsWith(`["${METRIC_NAMESPACE}"`)) continue;
      const current = states.get(alarm.name);
      if (current === undefined) throw new Error(`${alarm.name} was not deployed`);
      const next = evaluate(await this.#range(alarm, now), alarm, current);
      if (next === current) continue;
      if (changed.length === 0) await nextSecond();
      changed.push(`${alarm.name} ${next}`);
      await this.#client.send(
        new SetAlarmStateCommand({
          AlarmName: alarm.name,
          StateValue: next,
          StateReason: `judged by its definition at ${new Date(now).toISOString()}`,
        }),
      );
    }
    return changed;
  }

  /** State of every alarm that there is, composite ones too, by name. */
  async states(): Promise<ReadonlyMap<string, AlarmState>> {
    const states = new Map<string, AlarmState>();
    let NextToken: string | undefined;
    do {
      const page = await this.#client.send(
        new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], NextToken }),
      );
      for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])])
        states.set(alarm.AlarmName!, alarm.StateValue as AlarmState);
      NextToken = page.NextToken;
    } while (NextToken);
    return states;
  }

  async #range(alarm: MetricAlarm, now: number): Promise<(number | null)[]> {
    const [Namespace, MetricName, ...pairs] = JSON.parse(alarm.metric) as [
      string,
      string,
      ...[string, string][],
    ];
    const Dimensions = pairs.map(([Name, Value]) => ({ Name, Value }));
    const end = Math.floor(now / 60_000 + 1) * 60_000;
    const periods = alarm.evaluationPeriods + EXTRA_PERIODS;
    const { MetricDataResults } = await this.#client.send(
      new GetMetricDataCommand({
        StartTime: new Date(end - periods * alarm.periodSeconds * 1_000),
        EndTime: new Date(end),
        MetricDataQueries: [
          {
            Id: 'minute',
            MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat: alarm.statistic },
          },
        ],
      }),
    );
    const { Timestamps = [], Values = [] } = MetricDataResults![0]!;
    return Array.from({ length: periods }, (_, index) => {
      const to = end - (periods - 1 - index) * alarm.periodSeconds * 1_000;
      const from = to - alarm.periodSeconds * 1_000;
      const inside = Values.filter(
        (_value, at) => Number(Timestamps[at]) >= from && Number(Timestamps[at]) < to,
      );
      return inside.length === 0 ? null : combined(alarm, inside);
    });
  }
}

/** Minutes of one period taken together. */
function combined({ statistic, id }: MetricAlarm, values: readonly number[]): number {
  switch (statistic) {
    case 'Maximum':
      return Math.max(...values);
    case 'Minimum':
      return Math.min(...values);
    case 'Sum':
    case 'SampleCount':
      return values.reduce((sum, value) => sum + value, 0);
    case 'Average':
      throw new Error(`${id}: averages of minutes have no average`);
    default:
      return statistic satisfies never;
  }
}

/** The emulator cuts the time of a change to whole seconds: within the same second it would come before the event that it follows. */
function nextSecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_010 - (Date.now() % 1_000)));
}
