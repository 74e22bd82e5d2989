import {
  AlarmStatusWidget,
  AlarmStatusWidgetSortBy,
  GraphWidget,
  type GraphWidgetProps,
  type IAlarm,
  LogQueryVisualizationType,
  LogQueryWidget,
  TextWidget,
  TextWidgetBackground,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

/** A dashboard is 24 columns wide. */
export const FULL = 24;
export const HALF = FULL / 2;
export const THIRD = FULL / 3;
const GRAPH_HEIGHT = 6;

/** A heading across the dashboard. */
export function heading(markdown: string): TextWidget {
  return new TextWidget({
    markdown,
    width: FULL,
    height: markdown.includes('\n') ? 2 : 1,
    background: TextWidgetBackground.TRANSPARENT,
  });
}

/** Alarms with their states; alarms that are on come first. */
export function alarmStates(title: string, alarms: readonly IAlarm[], width: number): AlarmStatusWidget {
  return new AlarmStatusWidget({
    title,
    // The most alarms that the widget takes.
    alarms: alarms.slice(0, 100),
    width,
    height: Math.min(8, 2 + Math.ceil(alarms.length / (width / 4))),
    sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
  });
}

/** Lines over time, zero at the bottom. */
export function graph(title: string, width: number, props: GraphWidgetProps): GraphWidget {
  return new GraphWidget({ title, width, height: GRAPH_HEIGHT, leftYAxis: { min: 0 }, ...props });
}

/** Rows that a Logs Insights query finds in the log of runs. */
export function runsTable(
  title: string,
  runsLog: ILogGroup,
  queryLines: readonly string[],
  width: number = FULL,
): LogQueryWidget {
  return new LogQueryWidget({
    title,
    logGroupNames: [runsLog.logGroupName],
    view: LogQueryVisualizationType.TABLE,
    queryLines: [...queryLines],
    width,
    height: GRAPH_HEIGHT,
  });
}
