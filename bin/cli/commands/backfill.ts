import { addMonitorCommand, type Program } from '../command.ts';
import type { BackfillOptions } from '../monitor/backfill.ts';
import { SINCE_FORMS } from '../since.ts';

const HELP = `\
For the first day: reads the history of the watched log groups, with your own rights, and records the golang-migrate runs in it. Nobody is \
told about them: they open no incident, send no page and count in no metric. The monitor learns from them how long migrations take, \
which versions the databases have, and which database is dirty.

Without --yes it only says what it would read. It may be repeated: runs that are known stay as they are. If it is cut off, it says from when to go on.

Examples:
  migrate-watch backfill --since 90d
  migrate-watch backfill --since 90d --yes
  migrate-watch backfill --since 2026-09-03T11:20:00Z --log-group /ecs/orders-migrate --yes

It needs logs:FilterLogEvents on the log groups and lambda:InvokeFunction on the function ingest: docs/backfill.md.

Exit codes: 0 all is recorded, or --yes is missing; 1 some parts could not be read or recorded; 2 the monitor cannot be reached, or \
the question is wrong.`;

export function addBackfill(to: Program): void {
  addMonitorCommand(to, { name: 'backfill', description: 'record the runs of the time before', help: HELP })
    .requiredOption('--since <time>', `from when: ${SINCE_FORMS}`)
    .option('--log-group <name...>', 'these log groups; by default those of the settings file')
    .option('--yes', 'do it')
    .action((options: BackfillOptions) =>
      to.run(async () => (await import('../monitor/backfill.ts')).backfill(options)),
    );
}
