import { existsSync, readFileSync } from 'node:fs';
import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStacks,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { MONITOR_DESCRIPTION } from '../../../lambda/contract/stack-description.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { readSettings } from '../../../lib/settings/read-settings.ts';
import type { Settings } from '../../../lib/settings/settings.ts';
import { MonitorFault } from './fault.ts';
import { typedText } from './typed-text.ts';

const SETTINGS_FILE = 'migrate-watch.yaml';

/** The settings file of the working directory; `undefined` if there is none, or if it has problems. */
export function settingsHere(): Settings | undefined {
  if (!existsSync(SETTINGS_FILE)) return undefined;
  try {
    return readSettings(readFileSync(SETTINGS_FILE, 'utf8'), SETTINGS_FILE).settings;
  } catch {
    return undefined;
  }
}

/**
 * The stack of the monitor: the one called `name`, else the one that the settings file of the working directory names, else the only
 * monitor's stack of the Region.
 *
 * @throws {@link MonitorFault} if there is none, or if there are several
 */
export async function findStack(
  client: CloudFormationClient,
  region: string,
  name: string | undefined,
  settings: Settings | undefined,
): Promise<Stack> {
  if (name !== undefined) {
    const stack = await describe(client, name);
    if (stack === undefined)
      throw new MonitorFault(`there is no stack ${typedText(name)} in ${region}; check --stack and --region`);
    return stack;
  }
  if (settings !== undefined) {
    const stack = await describe(client, settings.name);
    if (stack === undefined)
      throw new MonitorFault(
        `there is no stack ${settings.name} in ${region}, which ${SETTINGS_FILE} names; give --stack or --region`,
      );
    return stack;
  }
  const found = await monitors(client);
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new MonitorFault(`no monitor is deployed in ${region}; give --region, or deploy one`);
  const names = found.map(({ StackName = '' }) => printable(StackName)).sort();
  throw new MonitorFault(
    `${found.length} monitors are deployed in ${region}: ${names.join(', ')}; choose one with --stack`,
  );
}

async function describe(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks ?? [];
    return stack?.StackStatus === 'REVIEW_IN_PROGRESS' ? undefined : stack;
  } catch (error) {
    // CloudFormation has no error code of its own for a stack that does not exist.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

async function monitors(client: CloudFormationClient): Promise<readonly Stack[]> {
  const found: Stack[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    found.push(
      ...Stacks.filter(
        ({ Description, StackStatus }) =>
          Description === MONITOR_DESCRIPTION &&
          StackStatus !== 'DELETE_COMPLETE' &&
          StackStatus !== 'REVIEW_IN_PROGRESS',
      ),
    );
  }
  return found;
}
