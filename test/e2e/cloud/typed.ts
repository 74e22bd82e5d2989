import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { buildCli, CLI_FILE, ROOT } from '../../../scripts/bundle.ts';

let built: Promise<unknown> | undefined;

/** `migrate-watch …` as it is built, typed by a person on this account. Resolves with its exit code and what it printed. */
export async function typed(
  environment: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<{ readonly exitCode: number; readonly printed: string }> {
  built ??= buildCli();
  await built;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(ROOT, CLI_FILE), ...words],
      { cwd: ROOT, env: { ...environment } },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, printed: `${stdout}${stderr}` }),
    );
  });
}
