import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeSubscriptionFiltersCommand,
  type LogGroup,
  type SubscriptionFilter,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogGroupSettings } from '../../../lib/settings/settings.ts';
import { shellWord } from '../shell-word.ts';
import type { AccountCheck, CheckContext } from './account-check.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { type Finding, placeOf } from './finding.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html (subscription filters) */
const MOST_FILTERS = 2;

/** Are the watched log groups there, and can they be subscribed to; are they, once the stack is deployed? */
export const checkLogGroups: AccountCheck = async (context) => {
  const findings: Finding[] = [];
  // The calls are made one after the other, because an account may make 5 of them a second.
  for (const group of context.settings.logGroups) {
    if (group.reference.kind !== 'name') continue;
    if (group.account !== null && group.account !== context.account.id)
      findings.push(elsewhere(group.reference.name, group.account));
    else findings.push(...(await check(group, group.reference.name, context)));
  }
  return findings;
};

/** These credentials show one account only. */
function elsewhere(name: string, account: string): Finding {
  return {
    kind: 'note',
    message: `log group ${name} is in account ${account}, and was not checked`,
    fix: 'see that its log events and state events are passed on to the monitor, as docs/relay.md says',
  };
}

async function check(
  group: LogGroupSettings,
  name: string,
  context: CheckContext,
): Promise<readonly Finding[]> {
  const { document, account, stack } = context;
  const place = placeOf(document.problem(pathOf(name, document.value), ''));
  const found = await readLogGroup(account.logs, name);
  const isOurs = stack?.resources.get('AWS::Logs::LogGroup')?.includes(name) === true;
  if (found === undefined) {
    return group.create && !isOurs
      ? [{ kind: 'ok', message: `log group ${name} does not exist yet, and the deploy creates it` }]
      : [missing(name, account.region, place)];
  }
  if (group.create && !isOurs) {
    const message = `log group ${name} exists already, and the settings create it, so the deploy fails`;
    return [{ kind: 'problem', place, message, fix: 'take create: true away' }];
  }
  const filters = group.subscribe ? await filtersOf(account.logs, name) : [];
  const findings = [
    ...ofClass(found, name, place, group.subscribe),
    ...ofRetention(found, name, place),
    ...(group.subscribe ? ofFilters(filters, name, place, stack) : []),
  ];
  const isFine = findings.every(({ kind }) => kind !== 'problem');
  return isFine ? [{ kind: 'ok', message: `log group ${name} is there` }, ...findings] : findings;
}

/** Path of the first source that reads a log group. */
function pathOf(name: string, settings: unknown): readonly (string | number)[] {
  const { sources } = settings as { readonly sources: readonly { readonly logGroup?: string }[] };
  return ['sources', sources.findIndex(({ logGroup }) => logGroup === name), 'logGroup'];
}

function missing(name: string, region: string, place: string): Finding {
  const message = `log group ${name} does not exist in ${region}, so the deploy fails`;
  return {
    kind: 'problem',
    place,
    message,
    fix: 'correct the name, or let the stack create it with create: true',
  };
}

/**
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html (other classes have a subset of
 *   the features)
 */
function ofClass(
  { logGroupClass = 'STANDARD' }: LogGroup,
  name: string,
  place: string,
  subscribe: boolean,
): readonly Finding[] {
  if (logGroupClass === 'STANDARD') return [];
  const needs = subscribe ? 'subscription filters and reading log events again' : 'reading log events again';
  const message = `log group ${name} is of class ${logGroupClass}, and ${needs} need the class STANDARD`;
  const fix = 'write to a log group of class STANDARD; the class of a log group cannot be changed';
  return [{ kind: 'problem', place, message, fix }];
}

function ofRetention({ retentionInDays }: LogGroup, name: string, place: string): readonly Finding[] {
  if (retentionInDays !== undefined) return [];
  const message = `log group ${name} keeps its log events for ever`;
  const command = `aws logs put-retention-policy --log-group-name ${shellWord(name)} --retention-in-days 90`;
  return [{ kind: 'note', place, message, command }];
}

function ofFilters(
  filters: readonly SubscriptionFilter[],
  name: string,
  place: string,
  stack: DeployedStack | undefined,
): readonly Finding[] {
  const ingest = stack?.outputs.get('IngestFunction');
  if (ingest !== undefined && filters.some(({ destinationArn }) => destinationArn?.endsWith(`:${ingest}`)))
    return [];
  if (filters.length >= MOST_FILTERS) {
    const names = filters.map(({ filterName }) => filterName).join(' and ');
    const message = `log group ${name} has ${filters.length} subscription filters already (${names}), and AWS allows ${MOST_FILTERS}`;
    const fix = 'delete one, or hand its log events on by a relay (docs/relay.md) and set subscribe: false';
    return [{ kind: 'problem', place, message, fix }];
  }
  if (ingest === undefined) return [];
  const message = `log group ${name} has no subscription filter of this stack, so its runs are not seen`;
  return [{ kind: 'problem', place, message, fix: 'deploy again' }];
}

async function readLogGroup(logs: CloudWatchLogsClient, name: string): Promise<LogGroup | undefined> {
  // The answer is sorted by name, so the name itself is the first that begins with it.
  const { logGroups = [] } = await logs.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 }),
  );
  return logGroups.find(({ logGroupName }) => logGroupName === name);
}

async function filtersOf(
  logs: CloudWatchLogsClient,
  logGroupName: string,
): Promise<readonly SubscriptionFilter[]> {
  const { subscriptionFilters = [] } = await logs.send(
    new DescribeSubscriptionFiltersCommand({ logGroupName }),
  );
  return subscriptionFilters;
}
