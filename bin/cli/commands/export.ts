import { Argument, Option } from 'commander';
import { addMonitorCommand, type Program, sinceOption, untilOption } from '../command.ts';
import type { ExportOptions } from '../monitor/export.ts';
import { outcomes } from './runs.ts';

const HELP = `\
Prints all runs or incidents of some time, one on a line, the newest first, for audits and spreadsheets. In CSV a text that \
a spreadsheet would calculate begins with an apostrophe.

Examples:
  migrate-watch export --since 2026-01-01 --until 2026-04-01 --format csv > quarter.csv
  migrate-watch export incidents --since 90d | jq -r .title

Exit codes: 0 everything was printed; 2 the monitor cannot be read.`;

export function addExport(to: Program): void {
  addMonitorCommand(to, {
    name: 'export',
    description: 'print runs or incidents of a deployed monitor for other programs',
    help: HELP,
  })
    .addArgument(new Argument('[what]', 'what to print').choices(['runs', 'incidents']).default('runs'))
    .addOption(new Option('--format <name>', 'JSON lines or CSV').choices(['jsonl', 'csv']).default('jsonl'))
    .addOption(sinceOption('30d'))
    .addOption(untilOption())
    .option('--environment <name>', 'only this environment')
    .option('--database <name>', 'only this database')
    .option('--outcome <outcomes>', 'only runs with these outcomes, separated by commas', outcomes)
    .action((what: 'runs' | 'incidents', options: ExportOptions) =>
      to.run(async () => (await import('../monitor/export.ts')).exportAll(what, options)),
    );
}
