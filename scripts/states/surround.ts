import type { Scenario } from './scenario.ts';

/**
 * What a log shows around golang-migrate's lines: the echo of make, or a shell's trace and its message about the end.
 */
export function surround(
  { surroundings, verbose, command }: Scenario,
  printed: string,
  exitCode: number,
): string {
  const flags = `-path db/migrations -database "$DATABASE_URL"${verbose ? ' -verbose' : ''}`;
  const lines = printed === '' || printed.endsWith('\n') ? printed : `${printed}\n`;
  switch (surroundings) {
    case 'none':
      return printed;
    case 'make':
      return `migrate ${flags} ${command}\n${lines}${exitCode === 0 ? '' : `make: *** [Makefile:7: migrate] ${ENDS[exitCode] ?? `Error ${exitCode}`}\n`}`;
    case 'shell':
      return `+ migrate ${flags.replace('"$DATABASE_URL"', "'****'")} ${command}\n${lines}${ENDS[exitCode] === undefined ? '' : `${ENDS[exitCode]}\n`}`;
  }
}

const ENDS: Readonly<Record<number, string>> = { 137: 'Killed', 143: 'Terminated' };
