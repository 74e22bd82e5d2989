import { GetEventSourceMappingCommand, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { DELIVER_ENV } from '../../../lambda/contract/env.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import type { Account } from './account.ts';
import type { AccountCheck } from './account-check.ts';
import type { Finding } from './finding.ts';

/**
 * Do pages wait for a deployed channel that the settings no longer have? The next deploy deletes its queues with them. A channel under
 * a new name is another channel.
 */
export const checkRemovedChannels: AccountCheck = async ({ settings, stack, account }) => {
  const ids = stack?.resources.get('AWS::Lambda::EventSourceMapping') ?? [];
  const deployed = await Promise.all(ids.map((id) => channelOf(id, account)));
  const names = new Set(settings.channels.map(({ name }) => name));
  const removed = deployed.flatMap((each) => (each === undefined || names.has(each.name) ? [] : each));
  return Promise.all(removed.map((each) => findingOf(each, account)));
};

interface DeployedChannel {
  readonly name: string;
  readonly queueArn: string;
}

/** The channel whose deliverer reads a queue by this mapping; `undefined` for a mapping of something else. */
async function channelOf(UUID: string, { lambda }: Account): Promise<DeployedChannel | undefined> {
  const { FunctionArn, EventSourceArn } = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
  if (FunctionArn === undefined || EventSourceArn === undefined) return undefined;
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: FunctionArn }),
  );
  const name = Environment?.Variables?.[DELIVER_ENV.channelName];
  return name === undefined ? undefined : { name, queueArn: EventSourceArn };
}

async function findingOf({ name, queueArn }: DeployedChannel, account: Account): Promise<Finding> {
  const queue = await stateOf(queueArn, account);
  const letters = queue.deadLetters === undefined ? undefined : await stateOf(queue.deadLetters, account);
  const waiting = queue.waiting + (letters?.waiting ?? 0);
  const gone = `channel ${name} is deployed and not in the settings, so the next deploy deletes it`;
  if (waiting === 0) return { kind: 'note', message: `${gone}; no page waits for it` };
  const isDead = letters !== undefined && letters.waiting > 0;
  return {
    kind: 'problem',
    message: `${gone}, with ${counted(waiting, 'page')} that it has not delivered`,
    fix: 'put the channel back into the settings until its pages are delivered, or read them first',
    ...(isDead && { command: `migrate-watch redrive --queue ${letters.url}` }),
  };
}

async function stateOf(
  arn: string,
  { sqs }: Account,
): Promise<{ readonly url: string; readonly waiting: number; readonly deadLetters: string | undefined }> {
  const { QueueUrl: url = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: arn.split(':').at(-1) }));
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'RedrivePolicy',
      ],
    }),
  );
  const { deadLetterTargetArn } = JSON.parse(Attributes['RedrivePolicy'] ?? '{}') as {
    deadLetterTargetArn?: string;
  };
  const count = (name: 'ApproximateNumberOfMessages' | 'ApproximateNumberOfMessagesNotVisible') =>
    Number(Attributes[name] ?? 0);
  return {
    url,
    waiting: count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesNotVisible'),
    deadLetters: deadLetterTargetArn,
  };
}
