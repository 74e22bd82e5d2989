import { Command, CommanderError } from 'commander';
import { printable } from '../../lambda/domain/model/printable.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { columnsOf } from './columns.ts';
import { pointerTo } from './command.ts';
import { addAck, addNote, addResend, addResolve, addSnooze, addWake } from './commands/act.ts';
import { addBackfill } from './commands/backfill.ts';
import { addBacktest } from './commands/backtest.ts';
import { addCheck } from './commands/check.ts';
import { addCompletion } from './commands/completion.ts';
import { addDemo } from './commands/demo.ts';
import { addDescribe } from './commands/describe.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExpect } from './commands/expect.ts';
import { addExport } from './commands/export.ts';
import { addForecast } from './commands/forecast.ts';
import { addGate } from './commands/gate.ts';
import { addGrafana } from './commands/grafana.ts';
import { addIncidents } from './commands/incidents.ts';
import { addMute } from './commands/mute.ts';
import { addMutes } from './commands/mutes.ts';
import { addParse } from './commands/parse.ts';
import { addRedrive } from './commands/redrive.ts';
import { addReplay } from './commands/replay.ts';
import { addReport } from './commands/report.ts';
import { addReview } from './commands/review.ts';
import { addRuns } from './commands/runs.ts';
import { addShow } from './commands/show.ts';
import { addStatus } from './commands/status.ts';
import { addTail } from './commands/tail.ts';
import { addTee } from './commands/tee.ts';
import { addTestPage } from './commands/test-page.ts';
import { addTrend } from './commands/trend.ts';

/** Exit code for input that cannot be read, and for a command line that cannot be understood. */
const EXIT_BAD_INPUT = 2;

/** In the order of the help. */
const COMMANDS = [
  addParse,
  addStatus,
  addGate,
  addForecast,
  addTrend,
  addReview,
  addBacktest,
  addExpect,
  addRuns,
  addShow,
  addIncidents,
  addAck,
  addNote,
  addSnooze,
  addWake,
  addResolve,
  addResend,
  addMute,
  addMutes,
  addTee,
  addTail,
  addReport,
  addExport,
  addGrafana,
  addReplay,
  addDemo,
  addDescribe,
  addCheck,
  addDoctor,
  addTestPage,
  addRedrive,
  addBackfill,
  addCompletion,
];

/** Runs the command line; returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const columns = columnsOf(process.stdout);
  let complaint = '';
  let help = '';
  const program = new Command('migrate-watch')
    .description(
      'Explains runs of golang-migrate: what happened, what state the database is in, what to type next.',
    )
    .version(packageJson.version, '-v, --version')
    // So that a command may have an option --version of its own.
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ minWidthToWrap: 20 })
    .configureOutput({
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      // Printed below, redacted and escaped: the message repeats arguments, and people paste database URLs.
      outputError: (text) => {
        complaint += text;
      },
      writeErr: (text) => {
        help += text;
      },
    })
    .showHelpAfterError(pointerTo('migrate-watch'));
  const runCommand = async (command: () => Promise<number>) => {
    exitCode = await command();
  };
  for (const add of COMMANDS) add({ program, columns, run: runCommand });
  try {
    // Earlier releases had `-V` only.
    await program.parseAsync(args[0] === '-V' ? ['-v'] : args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (complaint !== '') {
      const { redactSecrets } = await import('../../lambda/domain/lines/redact/redact.ts');
      process.stderr.write(`${complaintLines(redactSecrets(complaint))}\n`);
    }
    process.stderr.write(help);
    return error.exitCode === 0 ? 0 : EXIT_BAD_INPUT;
  }
  return exitCode;
}

/** A message of Commander's as one line, or as two if it suggests another word. */
function complaintLines(complaint: string): string {
  const [, message = complaint, suggestion] =
    /^([\s\S]*)\n(\(Did you mean [^\n]*\))\n$/.exec(complaint) ?? [];
  return [message.trimEnd(), ...(suggestion === undefined ? [] : [suggestion])].map(printable).join('\n');
}
