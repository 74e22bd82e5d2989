import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { deadLetterQueues } from '../stack-outputs.ts';
import type { AccountCheck } from './account-check.ts';
import type { Finding } from './finding.ts';

/** Do messages that could not be handled or delivered wait for someone to send them again? */
export const checkDeadLetters: AccountCheck = async ({ stack, account }) => {
  if (stack === undefined) return [];
  const queues = deadLetterQueues(stack.outputs);
  const counts = await Promise.all(queues.map((url) => waitingIn(url, account.sqs)));
  const findings = queues.flatMap((url, index): Finding[] => {
    const count = counts[index]!;
    if (count === 0) return [];
    const message = `${count} ${count === 1 ? 'message waits' : 'messages wait'} in the dead-letter queue ${url.split('/').at(-1)}`;
    return [
      {
        kind: 'problem',
        message,
        fix: 'mend the cause, then send them again',
        command: `migrate-watch redrive --queue ${url}`,
      },
    ];
  });
  return findings.length > 0
    ? findings
    : [
        {
          kind: 'ok',
          message: `no message waits in ${counted(queues.length, 'dead-letter queue')}`,
        },
      ];
};

async function waitingIn(QueueUrl: string, sqs: SQSClient): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0);
}
