import { PassThrough } from 'node:stream';
import { vi } from 'vitest';
import { run } from '../../bin/cli/program.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, as if in a pipe; `stdin`, when given, is what it reads there. */
export async function runCli(args: readonly string[], stdin?: string | Uint8Array): Promise<CliResult> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  if (stdin !== undefined) {
    const stream = new PassThrough();
    stream.end(stdin);
    spies.push(vi.spyOn(process, 'stdin', 'get').mockReturnValue(stream as never) as never);
  }
  try {
    return { exitCode: await run(args), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
