const COMMAND = /(?:^|\s)(up|down|goto|force|drop|version|create)(?=\s|$|["';&|])/;

/** golang-migrate's command word after `migrate` in a command line; `null` when there is none. */
export function commandWord(commandLine: string): string | null {
  const program = /\bmigrate\b/.exec(commandLine);
  return program && firstWord(commandLine.slice(program.index + program[0].length));
}

/** `migrate`, or its image, followed by one of the flags without which it does nothing. */
const COMMAND_LINE =
  /(?:^|[\s;&|("'`=/\\])migrate(?:\.exe)?(?::[\w.-]{1,128})?["']?\s(?:[^\n]{0,4000}?\s)??--?(?:path|source|database)(?=[\s=]|$)/;

/** Does this command line certainly run golang-migrate, and not another program of the same name? */
export function isMigrateCommandLine(commandLine: string): boolean {
  return COMMAND_LINE.test(commandLine);
}

/** Does this command always print a line when it succeeds? Not if its output goes to a file. */
export function alwaysPrints(commandLine: string): boolean {
  const word = commandWord(commandLine);
  return (word === 'up' || word === 'down' || word === 'goto') && !/(?:^|[\s&\d])>/.test(commandLine);
}

/** {@link commandWord} for a container's command, which has only the arguments if `migrate` is the entry point. */
export function containerCommandWord(command: string): string | null {
  return commandWord(command) ?? firstWord(command);
}

function firstWord(text: string): string | null {
  return COMMAND.exec(text)?.[1] ?? null;
}
