import { PassThrough } from 'node:stream';
import { vi } from 'vitest';
import { run } from '../../bin/cli/program.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the command line in this process. `stdin` is the text of its standard input.
 *
 * Its output is a pipe or, if `columns` is given, a terminal of that width. The terminal of the tests does not matter.
 */
export async function runCli(
  args: readonly string[],
  stdin?: string | Uint8Array,
  columns?: number,
): Promise<CliResult> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  const terminal = Object.getOwnPropertyDescriptor(process.stdout, 'columns');
  Object.defineProperty(process.stdout, 'columns', { value: columns, configurable: true, writable: true });
  if (stdin !== undefined) {
    const stream = new PassThrough();
    stream.end(stdin);
    spies.push(vi.spyOn(process, 'stdin', 'get').mockReturnValue(stream as never) as never);
  }
  try {
    return { exitCode: await run(args), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
    if (terminal) Object.defineProperty(process.stdout, 'columns', terminal);
    else Reflect.deleteProperty(process.stdout, 'columns');
  }
}
