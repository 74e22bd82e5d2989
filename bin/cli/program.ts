import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };

/** Exit code for input that cannot be read, and for a command line that cannot be understood. */
const EXIT_BAD_INPUT = 2;

const PARSE_HELP = `
Reads plain and -verbose output of golang-migrate, its library behind zap, zerolog, logrus, slog or logfmt, and what
awslogs, FireLens, CodeBuild, docker, Kubernetes and GitHub Actions put around it. Secrets are masked.

Examples:
  migrate -path db/migrations -database "$DATABASE_URL" -verbose up 2>&1 | migrate-watch parse
  migrate-watch parse build.log
  aws logs tail /ecs/orders --since 1h | migrate-watch parse --json

Exit codes: 0 the text was read, whatever the runs' outcome; 1 a run did not end clean (with --exit-code); 2 the input
cannot be read.`;

const DEMO_HELP = `
Replays real runs of an imaginary week in three environments through the same pipeline as the deployed functions, on an
embedded DynamoDB, prints the runs, the incidents and the pages, and writes them as one HTML page. Needs no AWS account.`;

/**
 * Runs the command line; returns the exit code.
 *
 * Each command's code is loaded only when it is asked for, so that help and mistakes answer at once.
 */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('migrate-watch')
    .description(
      'Understands runs of golang-migrate: what happened, what state the database is in, what to type next.',
    )
    .version(packageJson.version)
    .exitOverride()
    .showHelpAfterError('(migrate-watch --help shows what is possible)');
  program
    .command('parse')
    .description('explain the golang-migrate runs in a log')
    .argument('[file]', 'log file; standard input when left out or -')
    .option('--json', 'one JSON object per run and line, nothing when there is no run')
    .option('--exit-code', 'exit 1 when a run did not end clean')
    .addHelpText('after', PARSE_HELP)
    .action(async (file: string | undefined, options: { json?: boolean; exitCode?: boolean }) => {
      const { parse } = await import('./parse.ts');
      exitCode = await parse(file, options);
    });
  program
    .command('demo')
    .description('show what a team would see, on this machine alone')
    .option('--log <file>', 'explain this log instead of the week; - is standard input')
    .option('--out <file>', 'where to write the HTML page', 'migrate-watch-demo.html')
    .addHelpText('after', DEMO_HELP)
    .action(async (options: { log?: string; out: string }) => {
      const { demo } = await import('./demo.ts');
      exitCode = await demo(options);
    });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT_BAD_INPUT;
  }
  return exitCode;
}
