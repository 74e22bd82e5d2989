const FORCED = /\bmigrate\b[^;&|]*?\sforce\s+(?:--\s+)?(-1|\d{1,20})(?=\s|$|["';&|])/;
/** What runs as arguments of an entry point names no program. */
const ARGUMENTS = /^(?!.*[;&|])(?:.*\s)?force\s+(?:--\s+)?(-1|\d{1,20})\s*$/;

/** The version that a command line's `force` marks, `-1` for none; `null` when it names none in digits. */
export function forcedVersion(commandLine: string): string | null {
  return (FORCED.exec(commandLine) ?? ARGUMENTS.exec(commandLine))?.[1] ?? null;
}
