import { addMonitorCommand, type Program, sinceOption, untilOption } from '../command.ts';
import type { ReportOptions } from '../monitor/report.ts';

const HELP = `\
Writes the runs and incidents of some days as one HTML page, as the demo does: no script, no outside resource. Of each \
incident it has the last page that each channel got, because earlier ones are not stored.

Examples:
  migrate-watch report --since 7d --out week.html
  migrate-watch report --since 2026-03-01 --until 2026-04-01 --out march.html

Exit codes: 0 the page was written; 2 it cannot be written, or the monitor cannot be read.`;

export function addReport(to: Program): void {
  addMonitorCommand(to, {
    name: 'report',
    description: 'write some days of a deployed monitor as one HTML page',
    help: HELP,
  })
    .addOption(sinceOption('7d'))
    .addOption(untilOption())
    .requiredOption('--out <file>', 'where to write the HTML page')
    .action((options: ReportOptions) =>
      to.run(async () => (await import('../monitor/report.ts')).report(options)),
    );
}
