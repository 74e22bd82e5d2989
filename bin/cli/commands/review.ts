import { Argument, InvalidArgumentError, Option } from 'commander';
import { DECISIONS } from '../../../lambda/domain/model/decision.ts';
import { type Period, periodNamed } from '../../../lambda/domain/review/period.ts';
import { addMonitorCommand, type Program } from '../command.ts';
import { localCalendar } from '../monitor/moments.ts';
import type { ReviewOptions } from '../monitor/review.ts';
import type { DecideOptions } from '../monitor/review-decide.ts';

const HELP = `\
What happened in a week or a month, for the people who look at it together: what is open now, what was decided before, how many runs did not end \
clean, which incidents opened and how they ended, whether the pages were worth it, and what there is to decide. Counts are compared with the four \
weeks, or the three months, before. The monitor sends the same text each Monday: \`review\` in the settings.

Days, weeks and nights are those of the local time zone; set TZ for another. A week begins on Monday.

Examples:
  migrate-watch review
  migrate-watch review --month
  migrate-watch review --period 2026-W12
  TZ=Europe/Berlin migrate-watch review --period 2026-03 --json
  migrate-watch review decide plain-output/staging/catalog accept --owner ana --due 2026-04-01

Exit codes: 0 it is printed; 2 the monitor cannot be read, or the period has not begun.`;

const DECIDE_HELP = `\
Records what people decided about a finding of the last review, by its id:
  accept   somebody does it; the next reviews say whether it is still found
  reject   it need not be done; it comes back after 12 weeks, or when it is seen twice as often
  later    ask again after the day of --due, by default after four weeks
  watch    show it in every review

Examples:
  migrate-watch review decide plain-output/staging/catalog accept --owner ana --due 2026-04-01
  migrate-watch review decide no-runs/dev/reports reject --note "runs once a year"

It needs the rights of the policy in the stack's output OperatorPolicyArn.

Exit codes: 0 it was recorded; 2 there is no such finding, or the monitor cannot be read; 3 it was published, and not applied within 15 seconds.`;

export function addReview(to: Program): void {
  const command = addMonitorCommand(to, {
    name: 'review',
    description: 'what happened in a week or a month, and what there is to decide',
    help: HELP,
  })
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
  addMonitorCommand(
    { ...to, program: command },
    { name: 'decide', description: 'record what people decided about a finding', help: DECIDE_HELP },
  )
    .argument('<finding>', 'id of a finding, as the review prints it')
    .addArgument(new Argument('<decision>', DECISIONS.join(', ')).choices(DECISIONS))
    .option('--owner <name>', 'who does it')
    .addOption(new Option('--due <day>', 'the last day, such as 2026-04-01').argParser(typedLastDay))
    .option('--note <text>', 'why, for the next review')
    .action((finding: string, is: DecideOptions['is'], options: Omit<DecideOptions, 'finding' | 'is'>) =>
      to.run(async () => (await import('../monitor/review-decide.ts')).decide({ ...options, finding, is })),
    );
}

/** @throws InvalidArgumentError of the command line for anything else */
function typedPeriod(text: string): Period {
  const period = periodNamed(localCalendar(), text);
  if (period === undefined)
    throw new InvalidArgumentError('Expected a week such as 2026-W12, or a month such as 2026-03.');
  return period;
}

/** The first moment after a day. @throws InvalidArgumentError of the command line for anything else */
function typedLastDay(text: string): number {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (day === undefined || date.getUTCMonth() !== Number(month) - 1)
    throw new InvalidArgumentError('Expected a day such as 2026-04-01.');
  return localCalendar().midnight(Number(year), Number(month) - 1, Number(day) + 1);
}
