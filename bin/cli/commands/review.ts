import { InvalidArgumentError, Option } from 'commander';
import { addMonitorCommand, type Program } from '../command.ts';
import { type Period, periodNamed } from '../monitor/period.ts';
import type { ReviewOptions } from '../monitor/review.ts';

const HELP = `\
What happened in a week or a month, for the people who look at it together: what is open now, how many runs did not end clean, which incidents \
opened and how they ended, and which databases no run was seen of. Counts are compared with the four weeks, or the three months, before.

Days and weeks are those of the local time zone; set TZ for another. A week begins on Monday.

Examples:
  migrate-watch review
  migrate-watch review --month
  migrate-watch review --period 2026-W12
  TZ=Europe/Berlin migrate-watch review --period 2026-03 --json

Exit codes: 0 it is printed; 2 the monitor cannot be read, or the period has not begun.`;

export function addReview(to: Program): void {
  addMonitorCommand(to, { name: 'review', description: 'what happened in a week or a month', help: HELP })
    .addOption(
      new Option(
        '--period <name>',
        'a week such as 2026-W12, or a month such as 2026-03; by default the last week that is over',
      )
        .argParser(typedPeriod)
        .conflicts('month'),
    )
    .option('--month', 'the last month that is over')
    .option('--json', 'one JSON object; docs/commands.md lists the fields')
    .action((options: ReviewOptions) =>
      to.run(async () => (await import('../monitor/review.ts')).review(options)),
    );
}

/** @throws InvalidArgumentError of the command line for anything else */
function typedPeriod(text: string): Period {
  const period = periodNamed(text);
  if (period === undefined)
    throw new InvalidArgumentError('Expected a week such as 2026-W12, or a month such as 2026-03.');
  return period;
}
