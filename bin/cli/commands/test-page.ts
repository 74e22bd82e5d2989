import { InvalidArgumentError, Option } from 'commander';
import { PEOPLE_TOPICS, type PeopleTopic } from '../../../lambda/contract/people-topics.ts';
import { addMonitorCommand, type Program } from '../command.ts';
import type { TestPageOptions } from '../monitor/test-page.ts';

const HELP = `\
Sends a page that says TEST by the way that every page takes, and prints what each receiver answered. The page ends by \
itself within six minutes. Nothing answers for an e-mail, so this command asks a person whether it came. Without a \
terminal, say it later with --came. doctor shows when each route was last proven, and by whom.

A channel that only an escalation level names gets a test page with --channel.

--severity health raises an alarm that exists for this, because alarms about the monitor reach people without its functions.

Examples:
  migrate-watch test-page
  migrate-watch test-page --severity warning --channel team
  migrate-watch test-page --severity critical --channel oncall@example.com --came yes

The rights are those of the policy in the stack's output OperatorPolicyArn.

Exit codes: 0 every receiver took the page, and nobody said that it did not come; 1 one refused it, did not answer, or did not \
get it; 2 nothing was sent.`;

const MAX_WAIT_SECONDS = 600;

export function addTestPage(to: Program): void {
  addMonitorCommand(to, {
    name: 'test-page',
    description: 'send a test page to the real receivers, and show what they answered',
    help: HELP,
  })
    .option('--settings <file>', 'settings, YAML or JSON; they name the channels', 'migrate-watch.yaml')
    .addOption(
      new Option(
        '--severity <topic>',
        "critical, warning, info or health; the channel's first, else critical, when left out",
      ).choices(PEOPLE_TOPICS),
    )
    .option('--channel <name>', 'only this channel of the settings, or this e-mail address')
    .addOption(
      new Option('--wait <time>', 'wait for answers at most this long: 60s, 2m')
        .argParser(waitMs)
        .default(60_000, '60s'),
    )
    .addOption(
      new Option('--came <answer>', 'send nothing; say whether the last test page came').choices([
        'yes',
        'no',
      ]),
    )
    .action((options: Typed) =>
      to.run(async () => (await import('../monitor/test-page.ts')).testPage(toOptions(options))),
    );
}

type Typed = Omit<TestPageOptions, 'came' | 'waitMs'> & {
  readonly severity?: PeopleTopic;
  readonly wait: number;
  readonly came?: 'yes' | 'no';
};

function toOptions({ came, wait, ...options }: Typed): TestPageOptions {
  return { ...options, waitMs: wait, ...(came && { came: came === 'yes' }) };
}

function waitMs(text: string): number {
  const [, count, unit] = /^(\d{1,3})([sm]?)$/.exec(text) ?? [];
  const seconds = Number(count) * (unit === 'm' ? 60 : 1);
  if (count === undefined || seconds > MAX_WAIT_SECONDS)
    throw new InvalidArgumentError('Expected 0s to 600s, or up to 10m.');
  return seconds * 1_000;
}
