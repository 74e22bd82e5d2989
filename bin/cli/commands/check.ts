import { addCommand, type Program } from '../command.ts';

const HELP = `\
Checks a settings file without AWS and without a build, and lists every problem with its line. A deploy makes the same \
checks. With --before it also compares the file with one that is deployed, and warns of each environment, database and \
former name that only the deployed one has: its open incidents end, and its history is not used any more.

Examples:
  migrate-watch check
  migrate-watch check production.yaml
  migrate-watch check --before <(git show main:migrate-watch.yaml)

Exit codes: 0 the file can be deployed, perhaps with warnings; 1 it has problems; 2 it cannot be read, or the file of \
--before cannot be used.`;

export function addCheck(to: Program): void {
  addCommand(to, { name: 'check', description: 'check a settings file', help: HELP })
    .argument('[file]', 'settings, YAML or JSON', 'migrate-watch.yaml')
    .option('--before <file>', 'settings that are deployed; warns of names that only they have')
    .option('--json', 'one JSON object with problems and warnings')
    .action((file: string, options: { json?: boolean; before?: string }) =>
      to.run(async () => (await import('../check.ts')).check(file, options)),
    );
}
