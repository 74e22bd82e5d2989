import { own } from '../../../contract/own.ts';
import type { MigrateEvent } from '../../model/event.ts';
import { isMigrateCommandLine } from '../wording/command-word.ts';

/** One wording for the end of a process. Groups: `code`, a number; `signal`, a word; `command`, what was running; `service`, which of several. */
interface EndPattern {
  readonly source: string;
  readonly regex: RegExp;
}

const SIGNAL = String.raw`(?<signal>[Kk]illed|[Tt]erminated|Hangup|[Ii]nterrupt|Aborted|Segmentation fault)(?: \(core dumped\))?`;

const PATTERNS: readonly EndPattern[] = [
  {
    source: 'GitHub Actions',
    regex: /^(?:##\[error\]|Error: )Process completed with exit code (?<code>\d+)\.$/,
  },
  { source: 'docker compose', regex: /^(?<service>[\w.-]+) exited with code (?<code>\d+)(?: \([a-z ]+\))?$/ },
  {
    source: 'Go',
    regex: /^(?:exit status (?<code>\d+)|signal: (?<signal>killed|terminated|hangup|interrupt|aborted))$/,
  },
  { source: 'kubectl', regex: /^command terminated with exit code (?<code>\d+)$/ },
  {
    source: 'npm, pnpm and yarn',
    regex: /^(?:error|\s?ELIFECYCLE\s+)? ?Command failed with exit code (?<code>\d+)\.?(?: \([^)]*\))?$/,
  },
  { source: 'GitLab', regex: /^ERROR: Job failed: exit (?:code|status) (?<code>\d+)$/ },
  {
    source: 'Azure Pipelines',
    regex: /^##\[error\](?:Bash|PowerShell|Cmd\.exe) exited with code '(?<code>\d+)'\.?$/,
  },
  { source: 'CircleCI', regex: /^Exited with code (?:exit status )?(?<code>\d+)$/ },
  { source: 'Jenkins', regex: /^(?:ERROR: )?script returned exit code (?<code>\d+)$/ },
  {
    source: 'make',
    regex: new RegExp(`^g?make(?:\\[\\d+\\])?: \\*\\*\\* \\[.*\\] (?:Error (?<code>\\d+)|${SIGNAL})$`),
  },
  {
    source: 'just',
    regex: /^error: [Rr]ecipe `[^`]+` failed (?:on line \d+ )?with exit code (?<code>\d+)$/,
  },
  { source: 'Task', regex: /^task: Failed to run task "[^"]+": exit status (?<code>\d+)$/ },
  { source: 'sh', regex: new RegExp(`^${SIGNAL}$`) },
  {
    source: 'bash, of a command in a script or in the background',
    regex: new RegExp(
      `^(?:\\S{1,200}: line \\d+: +\\d+|\\[\\d+\\][+-]?(?: +\\d+)?) +${SIGNAL} +(?<command>\\S.*)$`,
    ),
  },
  {
    source: 'zsh',
    regex: new RegExp(`^(?:zsh: |\\[\\d+\\]  [+-] +\\d+ )${SIGNAL} +(?<command>\\S.*)$`),
  },
];

/** Cheap test that most lines fail. */
const MAY_END = /(?:ode|atus|rror) '?\d|illed|erminated|angup|nterrupt|borted|fault/;

/** Numbers of the signals that shells name. The exit code is 128 plus the number. */
const NUMBER_OF: Readonly<Record<string, number>> = {
  hangup: 1,
  interrupt: 2,
  aborted: 6,
  killed: 9,
  'segmentation fault': 11,
  terminated: 15,
};

/**
 * Reads the message of a shell, make, docker compose, kubectl or a build runner about a process that ended; `undefined` for other
 * text, and if it names a command of another program.
 */
export function readProcessEnd(text: string): MigrateEvent | undefined {
  if (!MAY_END.test(text)) return undefined;
  for (const { regex } of PATTERNS) {
    const groups = regex.exec(text)?.groups;
    if (groups === undefined) continue;
    const { code, signal, command, service } = groups;
    if (command !== undefined && !isMigrateCommandLine(command)) return undefined;
    // docker compose reports the end of every service.
    if (service !== undefined && !/migrat/i.test(service)) return undefined;
    return {
      kind: 'process-exit',
      exitCode: code === undefined ? 128 + own(NUMBER_OF, signal!.toLowerCase())! : Number(code),
      ...(command !== undefined && { commandLine: command }),
    };
  }
  return undefined;
}
