import { addMonitorCommand, type Program } from '../command.ts';
import type { StatusOptions } from '../monitor/status.ts';

const HELP = `\
Reads the table of a deployed monitor: for each database the version, clean or dirty, since when, the last run, the open \
incident, and the versions that another environment has and this one lacks.

Examples:
  migrate-watch status
  migrate-watch status production staging/orders
  migrate-watch status --json | jq '.[] | select(.state == "dirty")'

Exit codes: 0 the state was read; 1 a database is dirty or an incident is open (with --exit-code); 2 the monitor cannot be \
read; 3 nothing is known about a database that was asked for.`;

export function addStatus(to: Program): void {
  addMonitorCommand(to, {
    name: 'status',
    description: 'show where each database of a deployed monitor is',
    help: HELP,
  })
    .argument('[databases...]', 'environments, or databases as ENVIRONMENT/DATABASE; all when left out')
    .option('--json', 'one JSON array; docs/commands.md lists the fields')
    .option('--wide', 'all columns, however wide the terminal is')
    .option('--exit-code', 'exit 1 when a database is dirty or an incident is open')
    .action((databases: string[], options: StatusOptions) =>
      to.run(async () => (await import('../monitor/status.ts')).status(databases, options)),
    );
}
