import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { printable } from '../../lambda/domain/model/printable.ts';
import { awsFault } from './aws-fault.ts';
import { readDeadLetter } from './redrive/dead-letter.ts';
import { DeadLetterQueue, type TakenMessage } from './redrive/dead-letter-queue.ts';
import { Receivers } from './redrive/receivers.ts';
import { stackQueues } from './redrive/stack-queues.ts';

export interface RedriveOptions {
  /** URLs of dead-letter queues. Default: those that the outputs of `stack` name. */
  readonly queue?: readonly string[];
  readonly stack: string;
  readonly dryRun?: boolean;
  /** The most messages to look at. Default: all. */
  readonly max?: number;
}

/**
 * `migrate-watch redrive`: sends kept requests to their functions or queues again; returns the exit code.
 *
 * A message is deleted only after Lambda or the queue has accepted it. If the command stops in between, the message is
 * sent twice, which is harmless for facts and pages, and never lost. The content of a message is not printed. Exit code
 * 0: no message is left, 1: some are left.
 */
export async function redrive(options: RedriveOptions): Promise<number> {
  const { queue, stack, max = Number.POSITIVE_INFINITY, dryRun = false } = options;
  // Users cannot act on the AWS SDK's notice about Node 20.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  let about = queue === undefined ? `stack ${stack}` : '';
  try {
    const urls = queue ?? (await stackQueues(new CloudFormationClient(), stack));
    if (urls.length === 0) {
      return fail(`stack ${stack} has no outputs that name dead-letter queues; give their URLs with --queue`);
    }
    const sqs = new SQSClient();
    const receivers = new Receivers(new LambdaClient(), new SNSClient(), sqs);
    const run: Run = { receivers, dryRun, began: Date.now(), sent: 0, left: 0 };
    for (const url of urls) {
      about = url;
      await emptyQueue(await DeadLetterQueue.open(sqs, url), max - run.sent - run.left, run);
    }
    process.stdout.write(`${summary(run, urls.length)}\n`);
    return run.left > 0 ? 1 : 0;
  } catch (error) {
    const fault = awsFault(error);
    if (fault === undefined) throw error;
    return fail(`${printable(about)}: ${fault}`);
  }
}

function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 2;
}

interface Run {
  readonly receivers: Receivers;
  readonly dryRun: boolean;
  /**
   * When the command began, epoch ms. A message that arrived later has failed again already; if it were sent too, the command might
   * never end.
   */
  readonly began: number;
  sent: number;
  left: number;
}

async function emptyQueue(queue: DeadLetterQueue, limit: number, run: Run): Promise<void> {
  try {
    for await (const message of queue.take(limit)) {
      const why =
        message.sentAt > run.began
          ? 'it arrived while the command ran'
          : await sendAgain(message, queue, run);
      if (why === undefined) run.sent++;
      else {
        run.left++;
        say('left', message, why);
      }
    }
  } finally {
    await queue.giveBack();
  }
}

/** `undefined` when the message was sent, or would be; else the reason why not. */
async function sendAgain(
  message: TakenMessage,
  queue: DeadLetterQueue,
  run: Run,
): Promise<string | undefined> {
  const letter = readDeadLetter(message);
  if (letter.kind === 'foreign') return letter.why;
  const receiver = await run.receivers.of(letter, queue.arn);
  if ('why' in receiver) return receiver.why;
  const name = 'queueName' in receiver ? receiver.queueName : receiver.functionName;
  const words = `${name} (${letter.cause})`;
  if (run.dryRun) {
    say('would send', message, words);
    return undefined;
  }
  const refused = await run.receivers.give(receiver);
  if (refused !== undefined) return refused;
  await queue.delete(message);
  say('sent', message, words);
  return undefined;
}

function say(what: string, { id, sentAt }: TakenMessage, words: string): void {
  const at = new Date(sentAt).toISOString().slice(0, 19);
  process.stdout.write(`${what.padEnd(10)}  ${at}Z  ${printable(id)}  ${printable(words)}\n`);
}

function summary({ sent, left, dryRun }: Run, queues: number): string {
  const where = `${queues} ${queues === 1 ? 'queue' : 'queues'}`;
  if (sent + left === 0) return `There are no messages in ${where}.`;
  return `${sent} ${dryRun ? 'would be sent' : 'sent'} again, ${left} left, in ${where}.`;
}
