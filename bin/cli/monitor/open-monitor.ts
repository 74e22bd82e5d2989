import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Monitor, monitorOf } from '../../../lambda/domain/model/monitor.ts';
import type { Settings } from '../../../lib/settings/settings.ts';
import { outputsOf, type StackOutputs } from '../stack-outputs.ts';
import { faultOf, MonitorFault } from './fault.ts';
import { findStack, settingsHere } from './find-stack.ts';
import { TableReader } from './table-reader.ts';

/** The options that every command about a deployed monitor has. */
export interface MonitorOptions {
  /** Default: the stack that the settings file of the working directory names, else the only monitor's stack of the Region. */
  readonly stack?: string;
  /** Profile of the AWS CLI's configuration. */
  readonly profile?: string;
  readonly region?: string;
}

/** A deployed monitor, and what it knows. */
export interface DeployedMonitor {
  readonly stack: string;
  readonly outputs: StackOutputs;
  /** Its identity, which is part of the keys that it sends. */
  readonly monitor: Monitor;
  readonly table: TableReader;
  /** The settings file of the working directory, if it names this stack. */
  readonly settings: Settings | undefined;
  readonly region: string;
  /** What clients of the AWS SDK are made with, to reach the same account and Region. */
  readonly place: { readonly profile?: string; readonly region?: string };
}

/**
 * Finds the monitor, passes it to `command`, and turns AWS's errors into a sentence on standard error; returns the exit code.
 *
 * Errors that are not AWS's escape.
 */
export async function withMonitor(
  options: MonitorOptions,
  command: (monitor: DeployedMonitor) => Promise<number>,
): Promise<number> {
  quietSdk();
  let stack = options.stack;
  try {
    const monitor = await openMonitor(options);
    stack = monitor.stack;
    return await command(monitor);
  } catch (error) {
    const fault = faultOf(error, stack);
    if (fault === undefined) throw error;
    process.stderr.write(`${fault.message}\n`);
    return fault.exitCode;
  }
}

/** Users cannot act on the AWS SDK's notice about Node 20. */
export function quietSdk(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
}

/** @throws {@link MonitorFault} and AWS's errors */
export async function openMonitor({
  stack: name,
  profile,
  region,
}: MonitorOptions): Promise<DeployedMonitor> {
  const place = { ...(profile && { profile }), ...(region && { region }) };
  const client = new CloudFormationClient(place);
  const inRegion = await client.config.region();
  const settings = settingsHere();
  const stack = await findStack(client, inRegion, name, settings);
  const { StackName = '', StackId = '' } = stack;
  const outputs = outputsOf(stack);
  const tableName = outputs.get('TableName');
  if (tableName === undefined)
    throw new MonitorFault(`stack ${StackName} is not a monitor's: it has no output TableName`);
  const account = StackId.split(':')[4] ?? '';
  const monitor = monitorOf(
    { account, region: inRegion, name: outputs.get('MonitorName') ?? StackName },
    tableName,
  );
  const table = new TableReader(new DynamoDBClient(place), tableName);
  const own = settings?.name === StackName ? settings : undefined;
  return { stack: StackName, outputs, monitor, table, settings: own, region: inRegion, place };
}
