import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runJson } from '../../bin/cli/run-json.ts';
import { readLogText } from '../../lambda/adapters/input/read-log-text.ts';
import { endedClean, type Run } from '../../lambda/domain/model/run.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';

/** What the capture wrote beside each log: what really happened, read from the process and the database. */
interface Meta {
  readonly exitCode: number | null;
  readonly verbose: boolean;
  readonly databaseAfter: { readonly version: string; readonly dirty: boolean } | null;
}

const FOLDER = join(import.meta.dirname, '../fixtures/migrate');
const CASES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.log'))
  .map((file) => file.slice(0, -'.log'.length));

describe.each(CASES)('%s', (name) => {
  const bytes = readFileSync(join(FOLDER, `${name}.log`));
  const meta = JSON.parse(readFileSync(join(FOLDER, `${name}.meta.json`), 'utf8')) as Meta;
  const runs = bytes.length === 0 ? [] : explainText(readLogText(bytes));

  test('is understood as recorded', async () => {
    const lines = runs.map((run) => JSON.stringify(runJson(run), null, 2)).join('\n');
    await expect(`${lines}\n`).toMatchFileSnapshot(join(FOLDER, `${name}.json`));
  });

  test('agrees with the process and the database', () => {
    expect(runs.length).toBeLessThanOrEqual(1);
    const [run] = runs;
    if (run) agrees(run, meta);
  });
});

/** The log alone never knows more than the exit code and the database do. */
function agrees(run: Run, { exitCode, verbose, databaseAfter }: Meta): void {
  // `migrate -help` prints what a mistake prints; only the exit code, which a log has not, tells them apart.
  if (run.error?.class === 'usage') return;
  // A service may exit 1 because nothing was to do.
  if (run.source === 'library' && run.outcome === 'no-change') return;
  if (exitCode === 0) expect(['succeeded', 'no-change', 'stopped-early', 'unknown']).toContain(run.outcome);
  if (exitCode === 1 && run.error && run.outcome !== 'unknown')
    expect(['failed', 'blocked']).toContain(run.outcome);
  if (run.outcome === 'failed' || run.outcome === 'blocked') expect(exitCode).not.toBe(0);
  if (endedClean(run.outcome) && run.endSeen) expect(exitCode).toBe(0);
  if (run.dirtyVersion !== null) expect(databaseAfter).toEqual({ version: run.dirtyVersion, dirty: true });
  if (verbose && databaseAfter?.dirty && run.outcome === 'failed' && run.migrations.length > 0) {
    expect(run.migrations.some(({ status }) => status === 'failed')).toBe(true);
  }
}
