import { addMonitorCommand, type Program } from '../command.ts';
import type { ShowOptions } from '../monitor/show.ts';

const HELP = `\
Shows one run as a card: what happened, what state the database is in, what to type. Or one incident: its history, its \
pages, and what each receiver answered.

A run is typed as in the first column of runs, by its whole id, or as latest. An incident is typed in any form in which a \
page, a channel or a command shows its key, or short: production/orders/7, or the database when one incident is open.

Examples:
  migrate-watch show latest
  migrate-watch show production/orders/migration/7
  migrate-watch show orders --json

The settings file of the working directory, when it names the stack, says which engine a database has.

Exit codes: 0 it was shown; 2 there is no such run or incident, or the monitor cannot be read.`;

export function addShow(to: Program): void {
  addMonitorCommand(to, {
    name: 'show',
    description: 'show one run or incident of a deployed monitor',
    help: HELP,
  })
    .argument('<what>', 'a run, an incident, or latest')
    .option('--json', 'one JSON object; docs/commands.md lists the fields')
    .action((what: string, options: ShowOptions) =>
      to.run(async () => (await import('../monitor/show.ts')).show(what, options)),
    );
}
