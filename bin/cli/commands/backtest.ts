import { printable } from '../../../lambda/domain/model/printable.ts';
import { addMonitorCommand, type Program } from '../command.ts';
import type { BacktestOptions } from '../monitor/backtest.ts';

const HELP = `\
What would have been paged about slow runs if other settings had been deployed: recorded runs are replayed through the limits, severities \
and maintenance windows of migrate-watch.yaml in this directory, which should be the deployed one, and of the file that --settings names.

The replay of the present settings is compared with what was really sent. Where they differ, the answer about the proposal is doubtful too.

Examples:
  migrate-watch backtest --settings proposed.yaml
  migrate-watch backtest --settings proposed.yaml --json

Exit codes: 0 the replay of the present settings agrees with what was sent; 1 it differs; 2 a file has problems, or the monitor cannot be read.`;

interface TypedOptions extends Omit<BacktestOptions, 'proposed'> {
  readonly settings: string;
}

export function addBacktest(to: Program): void {
  addMonitorCommand(to, {
    name: 'backtest',
    description: 'what other settings would have paged about slow runs',
    help: HELP,
  })
    .requiredOption('--settings <file>', 'the proposed settings')
    .option('--json', 'one JSON array; docs/commands.md lists the fields')
    .action(({ settings: file, ...options }: TypedOptions) =>
      to.run(async () => {
        const { loadSettings, SettingsError } = await import('../../../lib/settings/load-settings.ts');
        const { backtest } = await import('../monitor/backtest.ts');
        try {
          return await backtest({ ...options, proposed: loadSettings(file).settings });
        } catch (error) {
          if (!(error instanceof SettingsError)) throw error;
          process.stderr.write(`${error.message.split('\n').map(printable).join('\n')}\n`);
          return 2;
        }
      }),
    );
}
