import { Option } from 'commander';
import { GATE_CHECKS } from '../../../lambda/domain/model/gate-override.ts';
import { addMonitorCommand, type Program } from '../command.ts';
import { ON_UNKNOWN } from '../monitor/gate/check.ts';
import type { GateOptions } from '../monitor/gate.ts';
import { typedSpan } from '../monitor/typed-span.ts';
import { typedVersion } from '../monitor/typed-version.ts';

const HELP = `\
For pipelines: may these databases be migrated now? The gate is open if each database is clean, no run is in flight, no \
incident of the kinds migration and wrong is open, and each version that is about to be applied was applied clean in the \
environment of --after, under the same name. What is about to be applied are the files of --path that are above the \
database's version, or --version, or the files that the last run in the environment of --after announced.

The gate is advice about one moment. Only golang-migrate's own lock keeps two runs apart.

Examples:
  migrate-watch gate --environment production --after staging --path migrations
  migrate-watch gate --environment production --database orders --wait 10m
  migrate-watch gate --environment production --allow incident --reason 'this deploy is the repair'
  migrate-watch gate --environment production --json | jq '.checks[] | select(.state == "closed")'

Exit codes: 0 the gate is open; 1 it is closed, with one sentence for each reason; 2 the question is wrong, or the monitor \
cannot be read; 3 the answer cannot be known: no heartbeat for 10 minutes, the canary is overdue, a database was never \
seen, or the version or the files are not known. With --on-unknown pass this is 0.`;

/** Longest wait: a role's session in a pipeline is over by then. */
const MOST_WAIT_MS = 12 * 60 * 60_000;

export function addGate(to: Program): void {
  addMonitorCommand(to, { name: 'gate', description: 'ask whether a pipeline may migrate now', help: HELP })
    .requiredOption('--environment <name>', 'the environment that is about to be migrated')
    .addOption(
      new Option('--database <name...>', 'only these databases; all of the environment when left out'),
    )
    .option(
      '--after <environment>',
      'each version must have been applied there before; by default `after` of the environment in the settings file',
    )
    .option('--path <folder>', 'folder with the migration files')
    .option('--version <version>', 'the one version that is about to be applied', typedVersion)
    .addOption(
      new Option('--wait <time>', 'look again until the gate is open, at most for this time: 10m').argParser(
        typedSpan(MOST_WAIT_MS),
      ),
    )
    .addOption(
      new Option(
        '--on-unknown <answer>',
        'when the answer cannot be known; by default fail, and pass if the settings file says that the environment is not critical',
      ).choices([...ON_UNKNOWN]),
    )
    .addOption(
      new Option(
        '--allow <check...>',
        'let the deploy through although these checks are not open; recorded with --reason',
      ).choices([...GATE_CHECKS]),
    )
    .option('--reason <text>', 'why --allow is right this time')
    .option('--json', 'one JSON object; docs/gate.md lists the fields')
    .action((options: GateOptions) => to.run(async () => (await import('../monitor/gate.ts')).gate(options)));
}
