import { ACCOUNT } from '../../bin/cli/aws-events/place.ts';
import type { Resource } from '../synthesise.ts';

/**
 * A widget of a dashboard's body.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export interface Widget {
  readonly type: 'text' | 'metric' | 'alarm' | 'log';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: WidgetProperties;
}

export interface WidgetProperties {
  readonly title?: string;
  readonly markdown?: string;
  readonly query?: string;
  readonly stacked?: boolean;
  readonly view?: string;
  readonly alarms?: readonly string[];
  /** Rows of CloudWatch's short form: namespace, name, dimensions by pairs, options at the end. */
  readonly metrics?: readonly (readonly unknown[])[];
  readonly yAxis?: { readonly left?: { readonly max?: number } };
  readonly annotations?: { readonly horizontal?: readonly { readonly value: number }[] };
}

/** Widgets of the dashboard whose name begins with `prefix`, with made-up names for values that only a deploy knows. */
export function dashboardWidgets(
  resources: Readonly<Record<string, Resource>>,
  beginning: string,
): readonly Widget[] {
  const found = Object.values(resources).filter(
    ({ Type, Properties }) =>
      Type === 'AWS::CloudWatch::Dashboard' &&
      written(Properties.DashboardName, resources).startsWith(beginning),
  );
  if (found.length !== 1) throw new Error(`${found.length} dashboards begin with ${beginning}`);
  return JSON.parse(written(found[0]!.Properties.DashboardBody, resources)).widgets;
}

/** Text of a value, with references replaced by alarms' names or else by resource ids. */
function written(value: unknown, resources: Readonly<Record<string, Resource>>): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (ref !== undefined) return named(String(ref), resources);
  if (Array.isArray(attribute)) return named(String(attribute[0]), resources);
  if (Array.isArray(join))
    return (join[1] as unknown[]).map((part) => written(part, resources)).join(String(join[0]));
  throw new Error(`cannot write out ${JSON.stringify(value)}`);
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Region': 'eu-central-1',
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
};

function named(id: string, resources: Readonly<Record<string, Resource>>): string {
  const properties = resources[id]?.Properties ?? {};
  const given: unknown = PSEUDO[id] ?? properties.AlarmName ?? properties.LogGroupName ?? id;
  return typeof given === 'string' ? given : id;
}
