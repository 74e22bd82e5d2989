const COMMAND = /(?:^|\s)(up|down|goto|force|drop|version|create)(?=\s|$|["';&|])/;

/** golang-migrate's command word behind a `migrate` in a command line; `null` when there is none. */
export function commandWord(commandLine: string): string | null {
  const program = /\bmigrate\b/.exec(commandLine);
  return program && firstWord(commandLine.slice(program.index + program[0].length));
}

/** The same for what a container runs: arguments alone, when `migrate` is its entry point. */
export function containerCommandWord(command: string): string | null {
  return commandWord(command) ?? firstWord(command);
}

function firstWord(text: string): string | null {
  return COMMAND.exec(text)?.[1] ?? null;
}
