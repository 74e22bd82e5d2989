import { addMonitorCommand, type Program, sinceOption } from '../command.ts';
import type { IncidentsOptions } from '../monitor/incidents.ts';

const HELP = `\
Lists the incidents of a deployed monitor: those that are open, then those that opened lately. The first column is what \
show takes.

Examples:
  migrate-watch incidents --open
  migrate-watch incidents --since 90d

Exit codes: 0 the incidents were read, also when there are none; 2 the monitor cannot be read.`;

export function addIncidents(to: Program): void {
  addMonitorCommand(to, {
    name: 'incidents',
    description: 'list the incidents of a deployed monitor',
    help: HELP,
  })
    .option('--open', 'only those that are open')
    .option('--all', 'also those that opened before --since')
    .addOption(sinceOption('30d'))
    .option('--json', 'one JSON array; docs/commands.md lists the fields')
    .option('--wide', 'all columns, however wide the terminal is')
    .action((options: IncidentsOptions) =>
      to.run(async () => (await import('../monitor/incidents.ts')).incidents(options)),
    );
}
