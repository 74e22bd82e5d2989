import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { Cloud } from '../../bin/cli/demo/cloud.ts';
import { deliveriesOf } from '../../bin/cli/demo/deliveries.ts';
import { DEMO_WEEK } from '../../bin/cli/demo/show-week.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { MONITOR_DESCRIPTION } from '../../lambda/contract/stack-description.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import { type LocalDynamoDb, startDynamoDb } from '../adapters/local-dynamodb.ts';

export const REGION = 'eu-west-1';
export const ACCOUNT = '111122223333';
export const TABLE_NAME = 'migrate-watch';
export const EVENTS_TOPIC_ARN = `arn:aws:sns:${REGION}:${ACCOUNT}:migrate-watch-events`;

/** The stack of a monitor, as CloudFormation describes it. */
export function monitorStack(StackName: string, tableName = TABLE_NAME): Stack {
  return {
    StackName,
    StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${StackName}/0a1b2c3d`,
    Description: MONITOR_DESCRIPTION,
    CreationTime: undefined,
    StackStatus: 'UPDATE_COMPLETE',
    Outputs: [
      { OutputKey: 'TableName', OutputValue: tableName },
      { OutputKey: 'MonitorName', OutputValue: 'migrate-watch' },
      { OutputKey: 'EventsTopicArn', OutputValue: EVENTS_TOPIC_ARN },
    ],
  };
}

/** CloudFormation with these stacks; asks for others are refused as AWS refuses them. */
export function cloudFormationWith(stacks: readonly Stack[]) {
  const mock = mockClient(CloudFormationClient);
  mock.on(DescribeStacksCommand).callsFake(({ StackName }: { StackName?: string }) => {
    const found = stacks.filter((stack) => StackName === undefined || stack.StackName === StackName);
    if (StackName !== undefined && found.length === 0)
      throw Object.assign(new Error(`Stack with id ${StackName} does not exist`), {
        name: 'ValidationError',
        $metadata: {},
      });
    return { Stacks: found };
  });
  return mock;
}

/** A table in which a week has happened: played through the product, on a DynamoDB in this process that the commands reach. */
export interface DeployedWeek extends LocalDynamoDb {
  /** The end of the week, epoch ms. */
  readonly now: number;
  /** Every page that was sent, in order. */
  readonly pages: readonly PageMessage[];
}

export async function deployedWeek(): Promise<DeployedWeek> {
  const dynamoDb = await startDynamoDb(TABLE_NAME);
  const { scenes, settings, startsAt, endsAt } = DEMO_WEEK;
  const { deliveries, streams } = deliveriesOf(scenes, startsAt);
  const cloud = new Cloud(
    { ...dynamoDb, tableName: TABLE_NAME },
    { deployed: deployed(settings), streams, startsAt, observer: { transition: () => {}, page: () => {} } },
  );
  for (const delivery of deliveries) await cloud.deliver(delivery);
  await cloud.passTime(endsAt);
  return { ...dynamoDb, now: endsAt, pages: cloud.pages };
}

/** Environment variables with which the commands find the DynamoDB of this process. */
export function reaching({
  client,
}: Pick<LocalDynamoDb, 'client'>): Promise<Readonly<Record<string, string>>> {
  return endpointOf(client).then((url) => ({
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  }));
}

async function endpointOf(client: LocalDynamoDb['client']): Promise<string> {
  const { protocol, hostname, port } = await client.config.endpoint!();
  return `${protocol}//${hostname}:${port}`;
}
