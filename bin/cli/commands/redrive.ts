import { InvalidArgumentError } from 'commander';
import { addCommand, type Program, wholeNumber } from '../command.ts';

const HELP = `\
Dead-letter queues keep requests that failed three times, and events and pages that could not be delivered, for 14 \
days. Mend the cause first. This command then sends each message to its function, or a page to its channel's queue, \
and deletes the message once it was accepted. It does not print the content of messages. It is safe to repeat.

Examples:
  migrate-watch redrive --dry-run
  migrate-watch redrive --queue https://sqs.eu-central-1.amazonaws.com/111122223333/watch-ingest-dead-letters

AWS credentials and Region are found as the AWS CLI finds them.

Exit codes: 0 no message is left; 1 some messages were left, each with its reason; 2 nothing could be done.`;

export function addRedrive(to: Program): void {
  addCommand(to, {
    name: 'redrive',
    description:
      'send messages again that the monitor could not process or deliver, once the cause is mended',
    help: HELP,
  })
    .option('--stack <name>', 'stack whose outputs name the dead-letter queues', 'migrate-watch')
    .option('--queue <url...>', 'dead-letter queues, instead of those of a stack', queueUrls)
    .option('--dry-run', 'only print what would be sent')
    .option('--max <n>', 'look at this many messages at most', wholeNumber)
    .action((options: { stack: string; queue?: string[]; dryRun?: boolean; max?: number }) =>
      to.run(async () => (await import('../redrive.ts')).redrive(options)),
    );
}

function queueUrls(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^https?:\/\//.test(text)) throw new InvalidArgumentError('Expected the URL of a queue.');
  return [...before, text];
}
