import { NAME, RESERVED_ENVIRONMENTS } from '../../lambda/contract/names.ts';
import { explainRuns } from '../../lambda/domain/incidents/explained-run.ts';
import { createScope, redactCommand } from '../../lambda/domain/lines/redact/redact.ts';
import { commandLine, exitLine } from '../../lambda/domain/lines/wording/tee-lines.ts';
import { endedClean, type Run } from '../../lambda/domain/model/run.ts';
import { cards } from './card.ts';
import { columnsOf } from './columns.ts';
import { settingsHere } from './monitor/find-stack.ts';
import { type MonitorOptions, quietSdk } from './monitor/open-monitor.ts';
import { type ActTime, REAL_TIME } from './monitor/publish.ts';
import { sourcesOf } from './monitor/show.ts';
import { typedText } from './monitor/typed-text.ts';
import { wordOf } from './shell-word.ts';
import { ByHandRun } from './tee/by-hand-run.ts';
import { Delivery } from './tee/delivery.ts';
import { passOn } from './tee/passed-on.ts';
import { runCommand } from './tee/run-command.ts';

export interface TeeOptions extends MonitorOptions {
  readonly environment?: string;
  readonly database?: string;
  /** A file that `tee` has kept. */
  readonly send?: string;
}

const BAD_INPUT = 2;

/**
 * `migrate-watch tee`: runs a command, or reads its output from a pipe, and shows it unchanged; then explains it, and makes it a run of
 * the monitor. Returns the exit code: the command's own; after a pipe 1 if a run did not end clean.
 *
 * Whatever is wrong with AWS or the monitor, the command runs, and its output is shown.
 */
export async function tee(
  command: readonly string[],
  options: TeeOptions,
  time: ActTime = REAL_TIME,
): Promise<number> {
  if (options.send !== undefined) return (await import('./tee/send-kept.ts')).sendKept(options.send, options);
  const fault = faultIn(command, options);
  if (fault !== undefined) {
    process.stderr.write(`${fault}\n`);
    return BAD_INPUT;
  }
  quietSdk();
  const target = { environment: options.environment!, database: options.database! };
  const run = new ByHandRun(time.clock);
  const delivery = new Delivery(run.sender, { target, options, time });
  const exitCode = command.length > 0 ? await ofCommand(command, run) : await ofPipe(run);
  const runs = run.end(target);
  await explain(runs);
  await delivery.finish(runs.at(-1));
  return exitCode ?? (isBad(runs) ? 1 : 0);
}

async function ofCommand(command: readonly string[], run: ByHandRun): Promise<number> {
  run.line(commandLine(redactCommand(command, createScope()).map(wordOf).join(' ')));
  const { exitCode, refusal } = await runCommand(command, (line) => run.line(line));
  if (refusal !== undefined) process.stderr.write(`${typedText(refusal)}\n`);
  run.line(exitLine(exitCode));
  return exitCode;
}

/** An interrupt goes to the program that writes into the pipe, too. Its last lines are wanted. */
async function ofPipe(run: ByHandRun): Promise<null> {
  const goOn = () => {};
  const stop = () => process.stdin.destroy();
  process.on('SIGINT', goOn);
  process.once('SIGTERM', stop);
  try {
    await passOn(process.stdin, process.stdout, (line) => run.line(line));
  } finally {
    process.off('SIGINT', goOn);
    process.off('SIGTERM', stop);
  }
  run.line(exitLine(null));
  return null;
}

async function explain(runs: readonly Run[]): Promise<void> {
  if (runs.length === 0) {
    process.stderr.write('\nNo golang-migrate run in this output.\n');
    return;
  }
  const sources = await sourcesOf({ settings: settingsHere() });
  process.stderr.write(`\n${cards(explainRuns(runs, sources), columnsOf(process.stderr))}\n`);
}

/** After a pipe, only its text shows that golang-migrate failed. */
function isBad(runs: readonly Run[]): boolean {
  return runs.some(({ outcome }) => !endedClean(outcome));
}

function faultIn(command: readonly string[], { environment, database }: TeeOptions): string | undefined {
  for (const [option, name] of Object.entries({ '--environment': environment, '--database': database })) {
    if (name === undefined) return `tee needs ${option}: the run's place in the settings`;
    if (!NAME.test(name))
      return `${option} is ${typedText(name)}; expected letters, digits and . _ -, at most 50`;
  }
  if (RESERVED_ENVIRONMENTS.includes(environment!))
    return `the environment ${environment} is the monitor's own; name the one of the database`;
  if (command.length === 0 && process.stdin.isTTY)
    return 'tee needs a command after --, or its output in a pipe: migrate … 2>&1 | migrate-watch tee …';
  return undefined;
}
