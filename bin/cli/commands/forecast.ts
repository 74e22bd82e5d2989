import { Option } from 'commander';
import { CLASSIFIED_ENGINES } from '../../../lambda/contract/engine.ts';
import { addMonitorCommand, type Program } from '../command.ts';
import type { ForecastOptions } from '../monitor/forecast.ts';

const HELP = `\
How long will the pending files of a folder take? Pending are the files above the version of each database. A file is compared \
with its run in the environment before, and that comparison is learned from the files that ran in both. What is not known is \
said to be not known: an interval is printed only if enough files of about that size ran in both environments.

Each file also has its class: metadata if its time does not depend on how many rows the tables have, rows if it does, \
unknown if its SQL does not show it.

Examples:
  migrate-watch forecast migrations --environment production
  migrate-watch forecast migrations --environment production --database orders --after staging
  migrate-watch forecast migrations --environment production --json | jq '.databases[].together'

Exit codes: 0 printed, whatever is known; 2 the question is wrong, golang-migrate could not use the folder, or the monitor \
cannot be read; 3 the version of a database is not known, so its pending files are not known either.`;

export function addForecast(to: Program): void {
  addMonitorCommand(to, {
    name: 'forecast',
    description: 'say how long pending migrations will take',
    help: HELP,
  })
    .argument('<folder>', 'folder of migration files, as golang-migrate reads it')
    .requiredOption('--environment <name>', 'the environment that is about to be migrated')
    .addOption(
      new Option('--database <name...>', 'only these databases; all of the environment when left out'),
    )
    .option(
      '--after <environment>',
      'the environment to compare with; by default the one that the settings name',
    )
    .addOption(new Option('--engine <engine>', 'engine of the database').choices([...CLASSIFIED_ENGINES]))
    .option('--json', 'one JSON object; docs/commands.md lists the fields')
    .action((folder: string, options: ForecastOptions) =>
      to.run(async () => (await import('../monitor/forecast.ts')).forecast(folder, options, Date.now())),
    );
}
