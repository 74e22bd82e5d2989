import { Stack } from 'aws-cdk-lib';
import { CfnAlarm, CfnCompositeAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct, IConstruct } from 'constructs';

/**
 * Refuses two alarms, dashboards or log groups with the same name at synthesis. Names are joined by `-`, so environment
 * `prod` with database `eu` meets environment `prod-eu`; CloudFormation would find that at deploy.
 */
export function refuseSameNames(scope: Construct): void {
  scope.node.addValidation({
    validate: () => {
      const seen = new Map<string, IConstruct>();
      return scope.node.findAll().flatMap((node) => {
        const name = nameOf(node);
        if (name === undefined) return [];
        const first = seen.get(name);
        if (first === undefined) seen.set(name, node);
        return first === undefined
          ? []
          : [
              `${pathIn(scope, first)} and ${pathIn(scope, node)} have the same name, ${name}; rename one of them`,
            ];
      });
    },
  });
}

/** With the kind of thing; alarms and composite alarms share their names. */
function nameOf(node: IConstruct): string | undefined {
  const named = (kind: string, name: string | undefined) =>
    name === undefined ? undefined : `${kind} ${JSON.stringify(Stack.of(node).resolve(name))}`;
  if (node instanceof CfnAlarm || node instanceof CfnCompositeAlarm) return named('alarm', node.alarmName);
  if (node instanceof CfnDashboard) return named('dashboard', node.dashboardName);
  if (node instanceof CfnLogGroup) return named('log group', node.logGroupName);
  return undefined;
}

function pathIn(scope: Construct, node: IConstruct): string {
  return node.node.path.slice(scope.node.path.length + 1).replace(/\/Resource$/, '');
}
