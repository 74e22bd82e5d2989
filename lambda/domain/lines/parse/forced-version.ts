const FORCED = /\bmigrate\b[^;&|]*?\sforce\s+(?:--\s+)?(-1|\d{1,20})(?=\s|$|["';&|])/;
/** Only arguments, when the program is the container's entry point. */
const ARGUMENTS = /^(?!.*[;&|])(?:.*\s)?force\s+(?:--\s+)?(-1|\d{1,20})\s*$/;

/** The version that a command line passes to `force`, `-1` for no version; `null` when it is not given in digits. */
export function forcedVersion(commandLine: string): string | null {
  return (FORCED.exec(commandLine) ?? ARGUMENTS.exec(commandLine))?.[1] ?? null;
}
