import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import { sameValue } from '../../../lambda/domain/model/same-value.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { MonitorFault } from '../monitor/fault.ts';
import { type DeployedMonitor, type MonitorOptions, openMonitor } from '../monitor/open-monitor.ts';

/** A monitor that takes runs by hand. */
export interface Connection {
  readonly deployed: DeployedMonitor;
  readonly client: CloudWatchLogsClient;
  readonly logGroupName: string;
}

/** @throws {@link MonitorFault} and AWS's errors */
export async function connect(options: MonitorOptions): Promise<Connection> {
  return connectTo(await openMonitor(options));
}

/** @throws {@link MonitorFault} if an earlier release is deployed */
export function connectTo(deployed: DeployedMonitor): Connection {
  const logGroupName = deployed.outputs.get('ByHandLogGroup');
  if (logGroupName === undefined)
    throw new MonitorFault(`stack ${deployed.stack} has no output ByHandLogGroup; deploy this version`);
  return { deployed, client: new CloudWatchLogsClient(deployed.place), logGroupName };
}

/** Open incidents of a database; none if they cannot be read. */
export async function openIncidents({ table }: DeployedMonitor, of: Target): Promise<readonly Incident[]> {
  try {
    const { incidents } = await table.open();
    return incidents.filter(({ target }) => sameValue(target, of));
  } catch {
    return [];
  }
}
