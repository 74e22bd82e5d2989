import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/bundle.ts';

/** `migrate-watch redrive`, as a person types it. Resolves with what it printed; its exit code says whether anything was left. */
export function redrive(
  environment: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<{ readonly exitCode: number; readonly printed: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', join(ROOT, 'bin/cli.ts'), 'redrive', ...words],
      { cwd: ROOT, env: { ...environment } },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, printed: `${stdout}${stderr}` }),
    );
  });
}
