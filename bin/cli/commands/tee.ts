import { addMonitorCommand, type Program } from '../command.ts';
import type { TeeOptions } from '../tee.ts';

const HELP = `\
Runs a command, or reads its output from a pipe, and shows the output unchanged. When it ends, its run is explained as parse does, on \
standard error. golang-migrate's lines go, with secrets masked, to the monitor's log group for runs by hand. So a repair in a shell is \
recorded and judged, and ends its incident like any other run.

Without AWS the command runs all the same, and what could not be sent is kept in a file. The command to send it is printed.

Examples:
  migrate-watch tee --environment production --database orders -- migrate -path db -database "$DATABASE_URL" -verbose up
  migrate -path db -database "$DATABASE_URL" up 2>&1 | migrate-watch tee --environment production --database orders
  migrate-watch tee --send migrate-watch-production-orders-ada-20260305T021300Z-0a1b2c3d.jsonl

It needs the rights of the policy in the stack's output OperatorPolicyArn.

Exit codes: the command's own, also 127 if it is not found, and 128 and the number of the signal that ended it. After a pipe: 0; 1 a run \
did not end clean. --send: 0 it was sent. 2: a mistake on the command line, before anything runs; with --send it cannot be sent.`;

export function addTee(to: Program): void {
  addMonitorCommand(to, {
    name: 'tee',
    description: 'run golang-migrate by hand, and have the monitor record it',
    help: HELP,
  })
    .argument('[command...]', 'a command and its arguments, after --; standard input when left out')
    .option('--environment <name>', 'environment of the database')
    .option('--database <name>', 'the database, as the settings name it')
    .option('--send <file>', 'send a run that was kept')
    .passThroughOptions()
    .action((command: readonly string[], options: TeeOptions) =>
      to.run(async () => (await import('../tee.ts')).tee(command, options)),
    );
}
