import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDbFactStore } from '../../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { CHANNEL_ENV, DELIVER_ENV } from '../../../lambda/contract/env.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import type { RunRecord } from '../../../lambda/domain/runs/record/run-record.ts';
import { ACCOUNT, REGION } from '../../../scripts/emulator/environment.ts';
import { type Emulator, startEmulator } from '../../../scripts/emulator/start.ts';
import { AwsApi } from './aws-api.ts';
import { type Deployed, Deployment } from './deployment.ts';
import { CONTAINER, type MigrateTask, type PrintedLine } from './migrate-task.ts';
import { openSink, type Sink } from './sink.ts';
import { until } from './until.ts';

/** Paths of the sink that channels are redirected to. */
export const WEBHOOK_PATH = '/hooks/migrate';
export const PAGERDUTY_PATH = '/v2/enqueue';
export const PAGERDUTY_CHANGE_PATH = '/v2/change/enqueue';
export const SLACK_PATH = '/services/T00000000/B00000000/e2e0slack0key';

export const ROUTING_KEY = 'e2e0routing0key0of0thirty0two000';
export const SIGNING_KEY = 'e2e-signing-key';

/** The emulator with the app in it, what feeds it, and where its pages arrive. */
export class Cloud {
  readonly emulator: Emulator;
  readonly sink: Sink;
  readonly api: AwsApi;
  readonly metrics: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly #deployment: Deployment;
  readonly #table: DynamoDBClient;
  readonly #secrets: SecretsManagerClient;
  readonly #objects: S3Client;
  #resources: ReadonlyMap<string, string> = new Map();
  /** The latest deployment. */
  deployed!: Deployed;

  private constructor(emulator: Emulator, sink: Sink) {
    this.emulator = emulator;
    this.sink = sink;
    this.api = new AwsApi(emulator.endpoint);
    const client = {
      endpoint: emulator.endpoint,
      region: REGION,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    this.metrics = new CloudWatchClient(client);
    this.logs = new CloudWatchLogsClient(client);
    this.#table = new DynamoDBClient(client);
    this.#secrets = new SecretsManagerClient(client);
    this.#objects = new S3Client({ ...client, forcePathStyle: true });
    this.#deployment = new Deployment(emulator, (variables) =>
      DELIVER_ENV.channelName in variables
        ? {
            ...variables,
            [DELIVER_ENV.allowLoopbackHttp]: 'true',
            [CHANNEL_ENV.pagerduty.eventsUrl]: sink.url,
            [CHANNEL_ENV.webhook.url]: `${sink.url}${WEBHOOK_PATH}`,
          }
        : variables,
    );
  }

  /** An account that CDK is bootstrapped in and that holds the channels' secrets. */
  static async open(): Promise<Cloud> {
    const cloud = new Cloud(await startEmulator(), await openSink());
    await cloud.#deployment.bootstrap();
    await cloud.#createSecret('oncall-key', ROUTING_KEY);
    await cloud.#createSecret('hook-key', SIGNING_KEY);
    await cloud.#createSecret('team-url', `${cloud.sink.url}${SLACK_PATH}`);
    return cloud;
  }

  async close(): Promise<void> {
    await this.emulator.stop();
    await this.sink.close();
  }

  async deploy(settings: string): Promise<Deployed> {
    this.deployed = await this.#deployment.deploy(settings);
    this.#resources = await this.api.stackResources(this.deployed.stack);
    return this.deployed;
  }

  destroy(): Promise<void> {
    return this.#deployment.destroy();
  }

  async createLogStream(logGroupName: string, logStreamName: string): Promise<void> {
    await this.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  }

  async putLines(logGroupName: string, logStreamName: string, lines: readonly PrintedLine[]): Promise<void> {
    await this.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [...lines] }));
  }

  /** The state event of a task whose container ended. */
  async taskStopped(
    cluster: string,
    family: string,
    { taskId, exitCode }: Pick<MigrateTask, 'taskId' | 'exitCode'>,
    at: number,
    reason?: string,
  ): Promise<void> {
    const time = new Date(at).toISOString();
    const arn = (resource: string) => `arn:aws:ecs:${REGION}:${ACCOUNT}:${resource}`;
    const detail = {
      clusterArn: arn(`cluster/${cluster}`),
      taskArn: arn(`task/${cluster}/${taskId}`),
      taskDefinitionArn: arn(`task-definition/${family}:7`),
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      startedAt: time,
      executionStoppedAt: time,
      stoppedAt: time,
      version: 5,
      containers: [{ name: CONTAINER, lastStatus: 'STOPPED', exitCode, ...(reason ? { reason } : {}) }],
    };
    const entry = { Source: 'aws.ecs', DetailType: 'ECS Task State Change', Detail: JSON.stringify(detail) };
    const answer = await this.api.call<{ FailedEntryCount?: number }>('events', 'PutEvents', {
      Entries: [entry],
    });
    if (answer.FailedEntryCount) throw new Error('EventBridge did not take the event');
  }

  /** Records of an origin, those that were superseded left out. */
  async records(origin: string): Promise<readonly RunRecord[]> {
    const store = new DynamoDbFactStore(this.#table, this.deployed.outputs['TableName']!, Date.now);
    const { records } = await store.readOrigin(origin);
    return records.filter(({ supersededBy }) => supersededBy === null);
  }

  /** The one run of an origin once it has `outcome`, with an empty outbox. */
  run(origin: string, outcome: RunRecord['run']['outcome']): Promise<RunRecord> {
    let seen: readonly RunRecord[] = [];
    return until(
      `a run of ${origin} that is ${outcome}`,
      async () => {
        seen = await this.records(origin);
        return seen.find(({ run, outbox }) => run.outcome === outcome && outbox.length === 0);
      },
      { explain: () => `${JSON.stringify(seen.map(({ run }) => run))}\n${this.troubles()}` },
    );
  }

  async incidents(target: Target): Promise<readonly Incident[]> {
    const store = new DynamoDbIncidentStore(this.#table, this.deployed.outputs['TableName']!, Date.now);
    return (await store.readTarget(target)).incidents;
  }

  /** The page of a review, as people open it in the bucket. */
  async reviewPage(period: string): Promise<string> {
    const { Body } = await this.#objects.send(
      new GetObjectCommand({ Bucket: this.deployed.outputs['ReviewPages'], Key: `reviews/${period}.html` }),
    );
    return Body!.transformToString();
  }

  /** Physical id of the one resource whose logical id begins so, such as a queue's URL or a function's name. */
  resource(beginning: string): string {
    const found = [...this.#resources].filter(([id]) => id.replace(/[0-9A-F]{8}$/, '') === beginning);
    if (found.length !== 1) throw new Error(`${found.length} resources named ${beginning}`);
    return found[0]![1];
  }

  /** Physical ids by logical id. */
  get resources(): ReadonlyMap<string, string> {
    return this.#resources;
  }

  /** Everything that waits in a queue now; it stays there. */
  async waitingIn(queueUrl: string): Promise<readonly { readonly receipt: string; readonly body: string }[]> {
    const answer = await this.api.call<{ Messages?: { ReceiptHandle: string; Body: string }[] }>(
      'sqs',
      'ReceiveMessage',
      {
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
        WaitTimeSeconds: 0,
      },
    );
    return (answer.Messages ?? []).map(({ ReceiptHandle, Body }) => ({ receipt: ReceiptHandle, body: Body }));
  }

  /** What the emulator complained about, and what its functions failed with. */
  troubles(): string {
    return this.emulator
      .log()
      .split('\n')
      .filter((line) => /\b(ERROR|WARNING|Traceback)\b/.test(line))
      .slice(-30)
      .join('\n');
  }

  async #createSecret(Name: string, SecretString: string): Promise<void> {
    await this.#secrets.send(new CreateSecretCommand({ Name, SecretString }));
  }
}
