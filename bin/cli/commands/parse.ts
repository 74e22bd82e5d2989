import { addCommand, type Program } from '../command.ts';

const HELP = `\
Reads plain and -verbose output of golang-migrate, and of its library through zap, zerolog, logrus, slog or logfmt, \
with what awslogs, FireLens, CodeBuild, docker, Kubernetes and GitHub Actions put around it. Secrets are masked.

Examples:
  migrate -path db -database "$DATABASE_URL" -verbose up 2>&1 | migrate-watch parse
  migrate-watch parse build.log
  aws logs tail /ecs/orders --since 1h | migrate-watch parse --json

Exit codes: 0 the text was read, with any outcome of its runs; 1 a run did not end clean (with --exit-code); \
2 the input cannot be read.`;

export function addParse(to: Program): void {
  addCommand(to, { name: 'parse', description: 'explain the golang-migrate runs in a log', help: HELP })
    .argument('[file]', 'log file; standard input when left out or -')
    .option('--json', 'one JSON object per run and line, nothing when there is no run')
    .option('--exit-code', 'exit 1 when a run did not end clean')
    .action((file: string | undefined, options: { json?: boolean; exitCode?: boolean }) =>
      to.run(async () => (await import('../parse.ts')).parse(file, options)),
    );
}
