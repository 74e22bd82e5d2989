import { Option } from 'commander';
import { MOST_QUIET_MS } from '../../../lambda/domain/model/action.ts';
import { addMonitorCommand, type Program } from '../command.ts';
import type { MuteOptions } from '../monitor/mute.ts';
import { typedSpan } from '../monitor/typed-span.ts';

const HELP = `\
Sends no pages about an environment for some time, at most 24 hours; leaked credentials are still paged. What is still open \
at the end is paged then. --end ends every mute of the environment now; \`mutes\` lists those that are in force.

Which environments are critical is known from the settings file here, else from the topics of earlier pages. A critical \
environment, and one of which that is not known, needs --yes-production.

Examples:
  migrate-watch mute --environment staging --for 1h --reason "upgrade of the server"
  migrate-watch mute --environment staging --end

It needs the rights of the policy in the stack's output OperatorPolicyArn.

Exit codes: 0 it was done; 1 --yes-production is missing; 2 nothing is known \
about the environment, or the monitor cannot be read; 3 it was published, and not applied within 15 seconds.`;

export function addMute(to: Program): void {
  addMonitorCommand(to, {
    name: 'mute',
    description: 'send no pages about an environment for some time',
    help: HELP,
  })
    .requiredOption('--environment <name>', 'the environment')
    .addOption(
      new Option('--for <time>', 'how long: 30m, 1h, at most 24h').argParser(typedSpan(MOST_QUIET_MS.mute)),
    )
    .option('--reason <text>', 'why, for the others')
    .option('--yes-production', 'also if the environment is critical')
    .option('--end', 'end every mute of the environment')
    .action((options: MuteOptions) => to.run(async () => (await import('../monitor/mute.ts')).mute(options)));
}
