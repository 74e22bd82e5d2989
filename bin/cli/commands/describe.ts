import { Option } from 'commander';
import { CLASSIFIED_ENGINES } from '../../../lambda/contract/engine.ts';
import { addCommand, type Program } from '../command.ts';
import type { DescribeOptions } from '../describe.ts';

const HELP = `\
For image builds: writes one line with the versions, digests and statement classes of a folder's up files, and the \
commit. The entrypoint prints it in its announcement, after the names of database and environment (docs/announce.md). \
It needs no AWS and no database.

A file is metadata if its time does not depend on how many rows the tables have, rows if it does, unknown if its SQL does \
not show it. Without --engine a class counts if PostgreSQL and MySQL agree on it.

Examples:
  migrate-watch describe migrations --output migrations/announcement
  migrate-watch describe migrations --engine postgres --commit "$(git rev-parse HEAD)"

Exit codes: 0 written; 2 golang-migrate could not use the folder, or a file cannot be read or written.`;

export function addDescribe(to: Program): void {
  addCommand(to, {
    name: 'describe',
    description: 'write what an entrypoint announces about its files',
    help: HELP,
  })
    .argument('<folder>', 'folder of migration files, as golang-migrate reads it')
    .addOption(
      new Option('--engine <engine>', 'engine that the files are for').choices([...CLASSIFIED_ENGINES]),
    )
    .option(
      '--commit <commit>',
      'commit that the image is built from; by default that of CodeBuild, GitHub Actions or GitLab',
    )
    .option('--output <file>', 'file to write; standard output when left out')
    .action((folder: string, options: DescribeOptions) =>
      to.run(async () => (await import('../describe.ts')).describe(folder, options, process.env)),
    );
}
