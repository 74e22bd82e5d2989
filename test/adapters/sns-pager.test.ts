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
