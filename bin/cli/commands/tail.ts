import { addMonitorCommand, type Program, sinceOption } from '../command.ts';
import type { TailOptions } from '../monitor/tail.ts';

const HELP = `\
Prints runs and incidents of a deployed monitor as they begin and end, until Ctrl-C. It looks every 2 seconds while a run is \
running, and every 10 seconds otherwise.

Examples:
  migrate-watch tail
  migrate-watch tail --since 1h --json

Exit codes: 130 after Ctrl-C; 2 the monitor cannot be read.`;

export function addTail(to: Program): void {
  addMonitorCommand(to, {
    name: 'tail',
    description: 'follow a deployed monitor live',
    help: HELP,
  })
    .addOption(sinceOption('10m'))
    .option('--json', 'one JSON object on each line')
    .action((options: TailOptions) =>
      to.run(async () => (await import('../monitor/tail.ts')).tailUntilInterrupted(options)),
    );
}
