import type { MigrateEvent } from '../../model/event.ts';
import { commandWord } from './command-word.ts';

/*
 * The two lines that `migrate-watch tee` writes around the output of a process: docs/commands.md#lines-of-tee. No other program can
 * say so certainly which command ran, and how it ended.
 */

const COMMAND = 'migrate-watch: command=';
const EXIT = 'migrate-watch: exit=';

/** Longest command line that is written, UTF-16 units: longer lines are not searched for golang-migrate's words. */
const MOST_COMMAND = 3_500;

/** The line before the output. `commandLine` is redacted already. */
export function commandLine(commandLine: string): string {
  return COMMAND + commandLine.replaceAll(/\s+/g, ' ').slice(0, MOST_COMMAND);
}

/** The line after the output. `null` for a pipe, which does not tell how the process ended. */
export function exitLine(exitCode: number | null): string {
  return `${EXIT}${exitCode ?? '?'}`;
}

/** Reads either line; `undefined` for any other text. */
export function readTeeLine(text: string): MigrateEvent | undefined {
  if (text.startsWith(COMMAND)) {
    const line = text.slice(COMMAND.length);
    return { kind: 'command-line', commandLine: line, command: commandWord(line), boundary: 'shell' };
  }
  const code = text.startsWith(EXIT) ? text.slice(EXIT.length) : '';
  if (!/^(?:\d{1,3}|\?)$/.test(code)) return undefined;
  return { kind: 'process-exit', exitCode: code === '?' ? null : Number(code), reported: true };
}
