import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { SnsPager } from '../../lambda/adapters/aws/sns-pager.ts';
import { pageBody } from '../../lambda/domain/stored/page-body.ts';
import { handMadeChange, handMadePage } from '../builders/notices.ts';

const sns = mockClient(SNSClient);
const pager = new SnsPager(new SNSClient({ region: 'eu-west-1' }), {
  critical: 'c',
  warning: 'w',
  info: 'i',
});
const published = () => sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);
beforeEach(() => sns.reset());

test('a page is text for people and JSON for functions', async () => {
  await pager.publishPage('warning', handMadePage());
  expect(published()).toEqual([
    {
      TopicArn: 'w',
      Subject: handMadePage().title,
      Message: pageBody(handMadePage()),
      MessageStructure: 'json',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'page' } },
    },
  ]);
});

test('a change is marked as one, so that filters spare people', async () => {
  await pager.publishChange('critical', handMadeChange());
  expect(published()).toEqual([
    {
      TopicArn: 'c',
      Message: JSON.stringify({ v: 1, ...handMadeChange() }),
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'change' } },
    },
  ]);
});

test('an ask is marked as one, so that only deliverers that can ask get it', async () => {
  const ask = { kind: 'ask', id: 'ask info@1', at: 1, incidents: [{ incident: 'k', opening: 1 }] } as const;
  await pager.publishAsk('info', ask);
  expect(published()).toEqual([
    {
      TopicArn: 'i',
      Message: JSON.stringify({ v: 1, ...ask }),
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'ask' } },
    },
  ]);
});
