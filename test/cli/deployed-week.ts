import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { Cloud } from '../../bin/cli/demo/cloud.ts';
import { deliveriesOf } from '../../bin/cli/demo/deliveries.ts';
import { DEMO_WEEK } from '../../bin/cli/demo/show-week.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { MONITOR_DESCRIPTION } from '../../lambda/contract/stack-description.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import { type LocalDynamoDb, startDynamoDb } from '../adapters/local-dynamodb.ts';
import { type Items, itemsIn, putItems } from './table-items.ts';

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
      { OutputKey: 'IngestFunction', OutputValue: 'migrate-watch-ingest' },
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

/** Plays the week in the first test file that needs it; the others of the same run of vitest take the table from there. */
export async function deployedWeek(): Promise<DeployedWeek> {
  const dynamoDb = await startDynamoDb(TABLE_NAME);
  // The folder is this run's own: `test/temporary-folder.ts`.
  const file = join(tmpdir(), 'deployed-week');
  if (!existsSync(file)) {
    const pages = await play(dynamoDb);
    const beside = `${file}.${process.pid}`;
    writeFileSync(beside, serialize({ items: await itemsIn(dynamoDb.client), pages } satisfies Played));
    renameSync(beside, file);
    return { ...dynamoDb, now: DEMO_WEEK.endsAt, pages };
  }
  const { items, pages } = deserialize(readFileSync(file)) as Played;
  await putItems(dynamoDb.client, items);
  return { ...dynamoDb, now: DEMO_WEEK.endsAt, pages };
}

interface Played {
  readonly items: Items;
  readonly pages: readonly PageMessage[];
}

async function play(dynamoDb: LocalDynamoDb): Promise<readonly PageMessage[]> {
  const { scenes, settings, startsAt, endsAt } = DEMO_WEEK;
  const { deliveries, streams } = deliveriesOf(scenes, startsAt);
  const cloud = new Cloud(
    { ...dynamoDb, tableName: TABLE_NAME },
    { deployed: deployed(settings), streams, startsAt, observer: { transition: () => {}, page: () => {} } },
  );
  for (const delivery of deliveries) await cloud.deliver(delivery);
  await cloud.passTime(endsAt);
  return cloud.pages;
}

/**
 * For a test file: a table in which a week has happened, and commands that read it at the end of that week. Each test begins with a
 * stack of its own and without counted calls.
 */
export function withDeployedWeek() {
  let week: DeployedWeek;
  let cloudFormation: ReturnType<typeof cloudFormationWith>;
  beforeAll(async () => {
    week = await deployedWeek();
  });
  afterAll(() => week.close());
  beforeEach(async () => {
    cloudFormation = await commandsReach(week, week.now);
    week.calls.clear();
  });
  afterEach(commandsReachNothing);
  return {
    get week() {
      return week;
    },
    get cloudFormation() {
      return cloudFormation;
    },
  };
}

/** Lets commands find a monitor's stack and this DynamoDB. Their clock shows `now`, epoch ms, until a test changes it. */
export async function commandsReach(dynamoDb: Pick<LocalDynamoDb, 'client'>, now: number) {
  for (const [name, value] of Object.entries(await reaching(dynamoDb))) vi.stubEnv(name, value);
  vi.useFakeTimers({ toFake: ['Date'], now });
  return cloudFormationWith([monitorStack('migrate-watch')]);
}

export function commandsReachNothing(): void {
  vi.useRealTimers();
  vi.unstubAllEnvs();
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
