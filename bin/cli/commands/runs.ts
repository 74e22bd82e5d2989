import { InvalidArgumentError } from 'commander';
import { OUTCOMES, type Outcome } from '../../../lambda/domain/model/run.ts';
import { addMonitorCommand, type Program, sinceOption, untilOption, wholeNumber } from '../command.ts';
import type { RunsOptions } from '../monitor/runs.ts';

const HELP = `\
Lists the runs of a deployed monitor, the newest first. The first column is what show takes.

Examples:
  migrate-watch runs --since 24h
  migrate-watch runs --environment production --outcome failed,killed --since monday
  migrate-watch runs --json | jq -r '.[] | [.startedAt, .database, .outcome] | @tsv'

Exit codes: 0 the runs were read, also when there are none; 2 the monitor cannot be read.`;

export function addRuns(to: Program): void {
  addMonitorCommand(to, { name: 'runs', description: 'list the runs of a deployed monitor', help: HELP })
    .addOption(sinceOption('7d'))
    .addOption(untilOption())
    .option('--environment <name>', 'only runs in this environment')
    .option('--database <name>', 'only runs of this database')
    .option('--outcome <outcomes>', 'only these outcomes, separated by commas', outcomes)
    .option('--limit <n>', 'at most this many', wholeNumber, 50)
    .option('--json', 'one JSON array; docs/commands.md lists the fields')
    .option('--wide', 'all columns, however wide the terminal is')
    .action((options: RunsOptions) => to.run(async () => (await import('../monitor/runs.ts')).runs(options)));
}

export function outcomes(text: string): readonly Outcome[] {
  return text.split(',').map((word) => {
    const outcome = OUTCOMES.find((known) => known === word.trim());
    if (outcome === undefined)
      throw new InvalidArgumentError(`Expected one or more of ${OUTCOMES.join(', ')}.`);
    return outcome;
  });
}
