import { Option } from 'commander';
import { EXPECTED_WITHIN_MINUTES } from '../../../lambda/contract/deploy-event.ts';
import { addMonitorCommand, type Program } from '../command.ts';
import type { ExpectOptions } from '../monitor/expect.ts';
import { typedSpan } from '../monitor/typed-span.ts';
import { typedVersion } from '../monitor/typed-version.ts';

const HELP = `\
For pipelines: says that a run is about to come. If no run of the database begins in time, an incident of the kind missing opens. \
With --version, a run must also end clean at that version or above. A run that fails has its own incident, and counts as come.

A database has at most one such expectation: a later one replaces an earlier one.

Examples:
  migrate-watch expect --environment production --database orders --within 30m
  migrate-watch expect --environment production --database orders --within 1h --version 42

It needs the right events:PutEvents, which is in the policy of the stack's output OperatorPolicyArn. A pipeline may send the event itself: docs/expect.md.

Exit codes: 0 it is expected; 2 nothing is known about the database, or the monitor cannot be reached; 3 it was sent, and is not \
stored within 15 seconds.`;

const MINUTE_MS = 60_000;

export function addExpect(to: Program): void {
  addMonitorCommand(to, { name: 'expect', description: 'say that a run is about to come', help: HELP })
    .requiredOption('--environment <name>', 'the environment')
    .requiredOption('--database <name>', 'the database')
    .addOption(
      new Option('--within <time>', 'how long to wait for it: 30m, 1h, at most 24h')
        .argParser(typedSpan(EXPECTED_WITHIN_MINUTES.most * MINUTE_MS))
        .makeOptionMandatory(),
    )
    .option('--version <version>', 'the version that the database has to reach', typedVersion)
    .action((options: ExpectOptions) =>
      to.run(async () => (await import('../monitor/expect.ts')).expectRun(options)),
    );
}
