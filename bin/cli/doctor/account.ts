import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/** An AWS account and Region, as its clients. Doctor only calls operations that read. */
export interface Account {
  /** 12 digits. */
  readonly id: string;
  readonly region: string;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamoDb: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  readonly logs: CloudWatchLogsClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  readonly secrets: SecretsManagerClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

/** The account of the shell's credentials. Throws AWS's errors when there are none, or no Region. */
export async function openAccount(): Promise<Account> {
  const sts = new STSClient();
  const [region, { Account: id = '' }] = await Promise.all([
    sts.config.region(),
    sts.send(new GetCallerIdentityCommand()),
  ]);
  return {
    id,
    region,
    cloudFormation: new CloudFormationClient(),
    cloudWatch: new CloudWatchClient(),
    dynamoDb: new DynamoDBClient(),
    eventBridge: new EventBridgeClient(),
    logs: new CloudWatchLogsClient(),
    kms: new KMSClient(),
    lambda: new LambdaClient(),
    secrets: new SecretsManagerClient(),
    sns: new SNSClient(),
    sqs: new SQSClient(),
  };
}
