import { addCommand, type Program } from '../command.ts';

const HELP = `\
Checks a settings file without AWS and without a build, and lists every problem with its line. A deploy makes the same \
checks.

Examples:
  migrate-watch check
  migrate-watch check production.yaml

Exit codes: 0 the file can be deployed, perhaps with warnings; 1 it has problems; 2 it cannot be read.`;

export function addCheck(to: Program): void {
  addCommand(to, { name: 'check', description: 'check a settings file', help: HELP })
    .argument('[file]', 'settings, YAML or JSON', 'migrate-watch.yaml')
    .option('--json', 'one JSON object with problems and warnings')
    .action((file: string, options: { json?: boolean }) =>
      to.run(async () => (await import('../check.ts')).check(file, options)),
    );
}
