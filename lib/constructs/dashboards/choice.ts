import {
  DashboardVariable,
  DefaultValue,
  type Metric,
  Values,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import { own } from '../../../lambda/contract/own.ts';

/** A selection at the top of a dashboard. */
export interface Choice {
  /** Id of the variable; for a pattern also the text that the chosen value replaces. */
  readonly id: string;
  readonly label: string;
  /** The values to choose from, at least one; the first is chosen at the beginning. */
  readonly values: readonly string[];
  /** The dimension to choose, and a search that finds its values when there are many. */
  readonly dimension: string;
  readonly search: string;
}

/**
 * More values than this are found by a search for the metric, which then finds those with data in the last two weeks.
 * AWS's pages name no limit; a list of hundreds would be the largest part of a dashboard.
 */
export const MOST_LISTED = 100;

/** Chooses the value of a dimension in all widgets that have it. */
export function chooseDimension(choice: Choice): DashboardVariable {
  return variable(choice, VariableType.PROPERTY, choice.dimension);
}

/** Chooses the text that replaces {@link Choice.id} everywhere. */
export function chooseText(choice: Choice): DashboardVariable {
  return variable(choice, VariableType.PATTERN, choice.id);
}

function variable({ id, label, values, search, dimension }: Choice, type: VariableType, value: string) {
  return new DashboardVariable({
    id,
    label,
    type,
    inputType: VariableInputType.SELECT,
    value,
    values:
      values.length <= MOST_LISTED
        ? Values.fromValues(...values.map((each) => ({ value: each, label: each })))
        : Values.fromSearch(search, dimension),
    defaultValue: DefaultValue.value(values[0]),
    visible: true,
  });
}

/** The search for a metric by the dimensions that it has: `{Namespace,A,B} MetricName="…" A="…"`. */
export function searchFor(
  { namespace, metricName, dimensions = {} }: Metric,
  given: readonly string[],
): string {
  return [
    `{${[namespace, ...Object.keys(dimensions).sort()].join(',')}}`,
    `MetricName="${metricName}"`,
    ...given.map((name) => `${name}="${String(own(dimensions, name))}"`),
  ].join(' ');
}
