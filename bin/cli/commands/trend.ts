import { addMonitorCommand, type Program } from '../command.ts';
import type { TrendOptions } from '../monitor/trend.ts';

const HELP = `\
Two slow changes that no page tells about. Do migrations take longer and longer here, compared with the same files in the environment before? \
And do more of the last 20 runs fail than chance explains?

It says only what is sure: a trend needs 20 migrations of more than a second in the environment before, within half a year.

Examples:
  migrate-watch trend --environment production
  migrate-watch trend --environment production --after staging --json

Exit codes: 0 nothing is told; 1 something is; 2 the monitor cannot be read.`;

export function addTrend(to: Program): void {
  addMonitorCommand(to, { name: 'trend', description: 'what changes slowly', help: HELP })
    .requiredOption('--environment <name>', 'the environment')
    .option('--after <environment>', 'the environment before; by default `after` in the settings file')
    .option('--json', 'one JSON object; docs/commands.md lists the fields')
    .action((options: TrendOptions) =>
      to.run(async () => (await import('../monitor/trend.ts')).trend(options)),
    );
}
