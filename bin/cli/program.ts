import { Command, CommanderError, InvalidArgumentError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { columnsOf, wrap } from './columns.ts';

/** Exit code for input that cannot be read, and for a command line that cannot be understood. */
const EXIT_BAD_INPUT = 2;

const PARSE_HELP = `
Reads plain and -verbose output of golang-migrate, and of its library through zap, zerolog, logrus, slog or logfmt, \
with what awslogs, FireLens, CodeBuild, docker, Kubernetes and GitHub Actions put around it. Secrets are masked.

Examples:
  migrate -path db -database "$DATABASE_URL" -verbose up 2>&1 | migrate-watch parse
  migrate-watch parse build.log
  aws logs tail /ecs/orders --since 1h | migrate-watch parse --json

Exit codes: 0 the text was read, with any outcome of its runs; 1 a run did not end clean (with --exit-code); \
2 the input cannot be read.`;

const REPLAY_HELP = `
Plays a scenario through the functions that its settings would deploy, and prints the runs, the incidents and the \
pages. A scenario is a file with settings and steps (log events, state events, minutes that pass); docs/replay.md \
describes it. Needs no AWS account. With --json, input that could not be read is reported on standard error.

Examples:
  migrate-watch replay examples/replay-killed-task.json
  migrate-watch replay --json scenario.json | jq '.pages[].title'

Exit codes: 0 the scenario was played, with any result; 2 it cannot be read.`;

const DEMO_HELP = `
Replays real runs of an imaginary week in three environments through the same pipeline as the deployed \
functions, on an embedded DynamoDB, prints the runs, the incidents and the pages, and writes them as one \
HTML page. Needs no AWS account.`;

const REDRIVE_HELP = `
Dead-letter queues keep requests that failed three times, and events and pages that could not be delivered, for 14 \
days. Mend the cause first. This command then sends each message to its function, or a page to its channel's queue, \
and deletes the message once it was accepted. It does not print the content of messages. It is safe to repeat.

Examples:
  migrate-watch redrive --dry-run
  migrate-watch redrive --queue https://sqs.eu-central-1.amazonaws.com/111122223333/watch-ingest-dead-letters

AWS credentials and Region are found as the AWS CLI finds them.

Exit codes: 0 no message is left; 1 some messages were left, each with its reason; 2 nothing could be done.`;

/**
 * Runs the command line; returns the exit code.
 *
 * Each command's code is loaded only when it is asked for, so that help and mistakes answer at once.
 */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const columns = columnsOf(process.stdout);
  let complaint = '';
  const program = new Command('migrate-watch')
    .description(
      'Explains runs of golang-migrate: what happened, what state the database is in, what to type next.',
    )
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      // Printed below, redacted: the message repeats arguments, and people paste database URLs.
      writeErr: (text) => {
        complaint += text;
      },
    })
    .showHelpAfterError(pointerTo('migrate-watch'));
  program
    .command('parse')
    .showHelpAfterError(pointerTo('migrate-watch parse'))
    .description('explain the golang-migrate runs in a log')
    .argument('[file]', 'log file; standard input when left out or -')
    .option('--json', 'one JSON object per run and line, nothing when there is no run')
    .option('--exit-code', 'exit 1 when a run did not end clean')
    .addHelpText('after', fitted(PARSE_HELP, columns))
    .action(async (file: string | undefined, options: { json?: boolean; exitCode?: boolean }) => {
      const { parse } = await import('./parse.ts');
      exitCode = await parse(file, options);
    });
  program
    .command('replay')
    .showHelpAfterError(pointerTo('migrate-watch replay'))
    .description('play a scenario through the functions that its settings would deploy')
    .argument('<file>', 'scenario, JSON or YAML; - is standard input')
    .option('--json', 'one JSON object with runs, incidents and pages')
    .addHelpText('after', fitted(REPLAY_HELP, columns))
    .action(async (file: string, options: { json?: boolean }) => {
      const { replay } = await import('./replay.ts');
      exitCode = await replay(file, options);
    });
  program
    .command('demo')
    .showHelpAfterError(pointerTo('migrate-watch demo'))
    .description('show what a team would see, on this machine only')
    .option('--log <file>', 'explain this log instead of the week; - is standard input')
    .option('--out <file>', 'where to write the HTML page', 'migrate-watch-demo.html')
    .addHelpText('after', fitted(DEMO_HELP, columns))
    .action(async (options: { log?: string; out: string }) => {
      const { demo } = await import('./demo.ts');
      exitCode = await demo(options);
    });
  program
    .command('redrive')
    .showHelpAfterError(pointerTo('migrate-watch redrive'))
    .description(
      'send messages again that the monitor could not process or deliver, once the cause is mended',
    )
    .option('--stack <name>', 'stack whose outputs name the dead-letter queues', 'migrate-watch')
    .option('--queue <url...>', 'dead-letter queues, instead of those of a stack', queueUrls)
    .option('--dry-run', 'only print what would be sent')
    .option('--max <n>', 'look at this many messages at most', wholeNumber)
    .addHelpText('after', fitted(REDRIVE_HELP, columns))
    .action(async (options: { stack: string; queue?: string[]; dryRun?: boolean; max?: number }) => {
      const { redrive } = await import('./redrive.ts');
      exitCode = await redrive(options);
    });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (complaint !== '') {
      const { redactSecrets } = await import('../../lambda/domain/lines/redact/redact.ts');
      process.stderr.write(redactSecrets(complaint));
    }
    return error.exitCode === 0 ? 0 : EXIT_BAD_INPUT;
  }
  return exitCode;
}

function pointerTo(command: string): string {
  return `(${command} --help shows what is possible)`;
}

/** Wraps sentences to `columns` columns; indented lines, such as commands, stay as they are. */
function fitted(text: string, columns: number): string {
  const lines = text.split('\n').flatMap((line) => (line.startsWith(' ') ? [line] : wrap(line, columns)));
  return lines.join('\n');
}

function queueUrls(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^https?:\/\//.test(text)) throw new InvalidArgumentError('Expected the URL of a queue.');
  return [...before, text];
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number, at least 1.');
  return Number(text);
}
