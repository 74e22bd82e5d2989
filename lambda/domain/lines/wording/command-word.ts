const COMMAND = /(?:^|\s)(up|down|goto|force|drop|version|create)(?=\s|$|["';&|])/;

/** golang-migrate's command word behind a `migrate` in a command line; `null` when there is none. */
export function commandWord(commandLine: string): string | null {
  const program = /\bmigrate\b/.exec(commandLine);
  return program && firstWord(commandLine.slice(program.index + program[0].length));
}

/** `migrate`, or its image, and behind it one of the flags without which it does nothing. */
const COMMAND_LINE =
  /(?:^|[\s;&|("'`=/\\])migrate(?:\.exe)?(?::[\w.-]{1,128})?["']?\s(?:[^\n]{0,4000}?\s)??--?(?:path|source|database)(?=[\s=]|$)/;

/** Does this command line surely run golang-migrate, and not another program of that name? */
export function isMigrateCommandLine(commandLine: string): boolean {
  return COMMAND_LINE.test(commandLine);
}

/** Does what it starts print a line in any case, wherever it ends well? Not when its output goes to a file. */
export function alwaysPrints(commandLine: string): boolean {
  const word = commandWord(commandLine);
  return (word === 'up' || word === 'down' || word === 'goto') && !/(?:^|[\s&\d])>/.test(commandLine);
}

/** The same for what a container runs: arguments alone, when `migrate` is its entry point. */
export function containerCommandWord(command: string): string | null {
  return commandWord(command) ?? firstWord(command);
}

function firstWord(text: string): string | null {
  return COMMAND.exec(text)?.[1] ?? null;
}
