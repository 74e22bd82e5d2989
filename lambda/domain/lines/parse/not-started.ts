import type { MigrateEvent } from '../../model/event.ts';

const PROGRAM = String.raw`(?:[^\s'"‘’:]{0,200}[/\\])?migrate(?:\.exe)?`;
const REFUSAL = String.raw`(?:cannot execute(?: binary file)?|(?:command )?not found|no such file or directory|permission denied|exec format error|executable file not found in \$?%?PATH%?|operation not permitted|bad CPU type in executable)`;

/** A wording for "the program could not be started". */
interface RefusalPattern {
  readonly source: string;
  readonly regex: RegExp;
  /** True if a matching line names golang-migrate's program. */
  readonly names: boolean;
}

const PATTERNS: readonly RefusalPattern[] = [
  {
    source: 'runc: the entry point of a container is golang-migrate itself',
    regex: new RegExp(
      String.raw`^(?:standard_init_\w+\.go:\d+: )?exec (?:container process )?[${'`'}"']?${PROGRAM}[${'`'}"']?: ${REFUSAL}$`,
      'i',
    ),
    names: true,
  },
  {
    source: 'runc and crun: the entry point is something else, or is not named',
    regex: new RegExp(
      String.raw`^(?:standard_init_\w+\.go:\d+: )?exec (?:user process caused:? "?|(?:container process )?[${'`'}"']?/[^\s'"]{1,200}[${'`'}"']?: )${REFUSAL}"?$`,
      'i',
    ),
    names: false,
  },
  {
    source: 'bash, sh, env, sudo, timeout, xargs, make: who says it, the program, why',
    regex: new RegExp(
      String.raw`^(?!error: )(?:-?[\w./+-]{1,200}(?:\[\d+\])?: (?:line )?(?:\d+: )?){0,2}(?:execvp: |fork/exec |can't execute |failed to run command )?['"‘]?${PROGRAM}['"’]?: ${REFUSAL}(?:: exec format error| \(os error \d+\))?$`,
      'i',
    ),
    names: true,
  },
  {
    source: 'zsh, fish: why, the program',
    regex: new RegExp(
      String.raw`^(?:zsh|fish|ksh): (?:\d+: )?(?:unknown command|${REFUSAL}):? ['"]?${PROGRAM}['"]?$`,
      'i',
    ),
    names: true,
  },
  {
    source: 'PowerShell and cmd',
    regex: new RegExp(
      `^(?:.{0,60}the term )?'?${PROGRAM}'? is not recognized as (?:the|a) name of|^'?${PROGRAM}'? is not recognized as an internal or external command`,
      'i',
    ),
    names: true,
  },
  {
    source: 'docker, containerd, Go: exec.Error',
    regex: new RegExp(String.raw`exec: "?${PROGRAM}"?: (?:stat [^\s:]+: )?${REFUSAL}`, 'i'),
    names: true,
  },
  {
    source: 'Node and Python, which start it as a child',
    regex: new RegExp(
      String.raw`(?:^|: )spawn ${PROGRAM} E(?:NOENT|ACCES|NOEXEC)$|^(?:FileNotFound|Permission|OS)Error: \[Errno \d+\] [\w ]+: '?${PROGRAM}'?$`,
    ),
    names: true,
  },
];

/** Reads the message of a shell or container runtime about a program that it could not start; `undefined` for other text. */
export function readNotStarted(text: string): MigrateEvent | undefined {
  const found = MAY_REFUSE.test(text) ? PATTERNS.find(({ regex }) => regex.test(text)) : undefined;
  return found && { kind: 'not-started', text, names: found.names, byRuntime: found === PATTERNS[0] };
}

/** Cheap test that most lines fail. */
const MAY_REFUSE =
  /not found|annot execute|o such file|denied|format error|not permitted|recognized|bad CPU|nknown command|ENOENT|EACCES|ENOEXEC/;

const QUOTED_PROGRAM = new RegExp(`["'‘\`](${PROGRAM})["'’\`]`, 'g');

/** The same text with the program's name unquoted. */
export function withoutQuotesOfProgram(text: string): string {
  return text.replace(QUOTED_PROGRAM, '$1');
}
