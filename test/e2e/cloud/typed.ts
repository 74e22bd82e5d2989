import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/bundle.ts';

/** `migrate-watch …`, as a person types it, on this account. Resolves with its exit code and what it printed. */
export function typed(
  environment: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<{ readonly exitCode: number; readonly printed: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', join(ROOT, 'bin/cli.ts'), ...words],
      { cwd: ROOT, env: { ...environment } },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, printed: `${stdout}${stderr}` }),
    );
  });
}
