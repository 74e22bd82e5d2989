import type { DeployedResource } from '../resolved-template.ts';
import { table } from './table.ts';

/** What one alarm says about itself. */
interface Alarm {
  /** `ingest`, `production`, `production/orders`. */
  readonly subject: string;
  readonly means: string;
  readonly raisedWhen: string;
  readonly missing: string;
  readonly notifies: string;
  readonly heading: string;
}

/** Names of the example settings, which stand for all. */
export interface ExampleNames {
  readonly environments: readonly string[];
  readonly databases: readonly string[];
}

const MISSING: Readonly<Record<string, string>> = {
  notBreaching: 'is fine',
  breaching: 'raises it',
  ignore: 'changes nothing',
  missing: 'is shown as insufficient data',
};

/** One row for each kind of alarm; alarms that differ only in what they are about share it. */
export function alarmTable(
  resources: Readonly<Record<string, DeployedResource>>,
  names: ExampleNames,
): readonly string[] {
  const alarms = Object.values(resources).flatMap(({ Type, Properties }) =>
    /^AWS::CloudWatch::(?:Alarm|CompositeAlarm)$/.test(Type) ? [alarmOf(Properties)] : [],
  );
  const groups = new Map<string, Alarm[]>();
  for (const alarm of alarms) {
    const { subject: _, ...rest } = alarm;
    const key = JSON.stringify(rest);
    groups.set(key, [...(groups.get(key) ?? []), alarm]);
  }
  const rows = [...groups.values()].map((group) => {
    const [{ means, raisedWhen, missing, notifies, heading }] = group as [Alarm];
    const about = aboutWords(
      group.map(({ subject }) => subject),
      names,
    );
    return [
      `[${heading.replace(/^alarm-/, '')}](runbook.md#${heading})`,
      about,
      means,
      raisedWhen,
      missing,
      notifies,
    ];
  });
  return table(
    ['alarm', 'about', 'means', 'raised when', 'missing data', 'notifies'],
    rows.sort((a, b) => (a[0]! < b[0]! ? -1 : a[0]! > b[0]! ? 1 : 0)),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no types here.
function alarmOf(properties: any): Alarm {
  const description = String(properties.AlarmDescription);
  const [, subject = '', means = '', raisedWhen = ''] =
    /^([^:]+): ([\s\S]*?) \(([^()]*(?:\([^()]*\)[^()]*)*)\.\)\n/.exec(description) ?? [];
  const heading = /#(alarm-[a-z0-9-]+)/.exec(description)?.[1] ?? '';
  if (subject === '' || heading === '')
    throw new Error(`alarm ${properties.AlarmName} does not describe itself`);
  const actions: readonly string[] = properties.AlarmActions ?? [];
  return {
    subject,
    means,
    raisedWhen,
    missing: MISSING[properties.TreatMissingData] ?? '–',
    notifies: actions.map(topicOf).join(', ') || 'nobody; others read it',
    heading,
  };
}

/** The topic's name, from its logical id. */
function topicOf(arn: string): string {
  return /MonitorPaging([a-z]+)[0-9A-F]{8}$/.exec(arn)?.[1] ?? arn;
}

/** `each environment`, `each database (alarms.perDatabase)`, or the names. */
function aboutWords(subjects: readonly string[], { environments, databases }: ExampleNames): string {
  const isEnvironment = (subject: string) => environments.includes(subject);
  const isDatabase = (subject: string) => {
    const [environment = '', database = ''] = subject.split('/');
    return isEnvironment(environment) && databases.includes(database);
  };
  const others = subjects
    .filter((subject) => !isEnvironment(subject) && !isDatabase(subject))
    .map((subject) => {
      if (subject.startsWith('deliver-')) return 'each channel';
      return isEnvironment(subject.split('/')[0]!) ? 'each environment and error pattern' : `\`${subject}\``;
    });
  return [
    ...(subjects.some(isEnvironment) ? ['each environment'] : []),
    ...(subjects.some(isDatabase) ? ['each database, with `alarms.perDatabase`'] : []),
    ...new Set(others),
  ].join(', ');
}
