import { addMonitorCommand, type Program } from '../command.ts';
import type { MutesOptions } from '../monitor/mutes.ts';

const HELP = `\
Lists the mutes that are in force: of which environment no pages are sent, until when, who asked for it and why. \
mute --environment NAME --end ends those of an environment now.

Examples:
  migrate-watch mutes
  migrate-watch mutes --json

Exit codes: 0 the mutes were read, also when there are none; 2 the monitor cannot be read.`;

export function addMutes(to: Program): void {
  addMonitorCommand(to, { name: 'mutes', description: 'list the mutes that are in force', help: HELP })
    .option('--json', 'one JSON array; docs/commands.md lists the fields')
    .option('--wide', 'all columns, however wide the terminal is')
    .action((options: MutesOptions) =>
      to.run(async () => (await import('../monitor/mutes.ts')).mutes(options)),
    );
}
