import type { Direction } from '../../model/event.ts';
import type { Job } from '../../model/job.ts';
import { commandsOf } from './shell-words.ts';

/** `migrate`, `/usr/bin/migrate`, `migrate/migrate:v4.18.1`, `…/v4/cmd/migrate@latest`. */
const PROGRAM = /(?:^|\/)migrate(?:\.exe)?(?:[:@][\w.-]+)?$/;
/** golang-migrate's flags before its command. A flag of the second kind takes the next word, unless it contains a `=`. */
const SWITCH = /^--?(?:verbose|version|help|h)(?:=|$)/;
const WITH_VALUE = /^--?(?:source|path|database|prefetch|lock-timeout)(=)?/;

/** Longest command line that is read, in UTF-16 units. */
const MAX_LENGTH = 16_384;

/**
 * The job in a command line, or in the arguments of a container whose entry point is `migrate`.
 *
 * `undefined` when the job is not known: for another command, for `migrate` more than once, for a number in a shell variable.
 *
 * @see golang-migrate v4 internal/cli/main.go
 */
export function jobOf(commandLine: string): Job | undefined {
  if (commandLine.length > MAX_LENGTH) return undefined;
  const commands = commandsOf(commandLine).flatMap(unwrapped);
  const ofMigrate = commands.flatMap((words) => {
    const program = words.findIndex((word) => PROGRAM.test(word));
    return program < 0 ? [] : [words.slice(program + 1)];
  });
  const [only, another] = ofMigrate.length > 0 ? ofMigrate : commands;
  return only === undefined || another !== undefined ? undefined : jobOfArguments(only);
}

/** If a word is a whole command line, as after `sh -c`, it is read instead of the command around it. */
function unwrapped(words: readonly string[]): readonly (readonly string[])[] {
  const line = words.find((word) => /\bmigrate\b.*\s/s.test(word));
  return line === undefined ? [words] : commandsOf(line);
}

function jobOfArguments(words: readonly string[]): Job | undefined {
  let at = 0;
  for (let word = words[at]; word?.startsWith('-') === true; word = words[at]) {
    const value = WITH_VALUE.exec(word);
    if (value === null && !SWITCH.test(word)) return undefined;
    at += value !== null && value[1] === undefined ? 2 : 1;
  }
  const [command, ...rest] = words.slice(at);
  switch (command) {
    case 'up':
    case 'down':
      return steps(command, rest);
    case 'goto':
      return goTo(rest);
    default:
      return undefined;
  }
}

function steps(direction: Direction, [first, ...rest]: readonly string[]): Job | undefined {
  if (first === undefined) return { kind: 'all', direction };
  if (direction === 'down' && /^--?all(?:=true)?$/.test(first)) return { kind: 'all', direction };
  if (first === '--') return steps(direction, rest);
  return /^\d{1,9}$/.test(first) ? { kind: 'steps', direction, count: Number(first) } : undefined;
}

function goTo([first, ...rest]: readonly string[]): Job | undefined {
  if (first === '--') return goTo(rest);
  return /^\d{1,20}$/.test(first ?? '')
    ? { kind: 'goto', version: first!.replace(/^0+(?=\d)/, '') }
    : undefined;
}
