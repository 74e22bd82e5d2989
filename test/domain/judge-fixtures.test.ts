import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../lambda/contract/engine.ts';
import { judge } from '../../lambda/domain/diagnosis/judge.ts';
import { extractMigrateLines } from '../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { Fact } from '../../lambda/domain/model/fact.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import type { DatabaseState, Verdict } from '../../lambda/domain/model/verdict.ts';
import { fold } from '../../lambda/domain/runs/fold/fold.ts';
import type { Engine as CapturedEngine } from '../../scripts/capture/scenario.ts';
import { forcedIn } from '../builders/branches.ts';
import { sourcesOf } from '../sources-of.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/migrate');

/** What the settings would declare for each driver that was captured. */
const ENGINE_OF: Readonly<Record<CapturedEngine, Engine>> = {
  postgres: 'postgres',
  pgx5: 'postgres',
  cockroachdb: 'cockroach',
  mysql: 'mysql',
  sqlite: 'sqlite',
};

/** What the capture saw in the database after the run: the truth that a verdict must not contradict. */
interface Capture {
  readonly command: string;
  readonly engine: CapturedEngine;
  readonly exitCode: number | null;
  readonly databaseAfter: { readonly version: string; readonly dirty: boolean } | null;
  readonly objectsAfter?: readonly string[];
}

const SOURCES = sourcesOf('sources: [{ logGroup: app, dedicated: true, environment: test, database: app }]');

interface Judged {
  readonly run: Run;
  readonly verdict: Verdict;
  readonly capture: Capture;
}

/** The first run of a captured log, with the exit code that the platform would have told, judged. */
function judged(name: string): Judged | undefined {
  const capture = JSON.parse(readFileSync(join(FOLDER, `${name}.meta.json`), 'utf8')) as Capture;
  const events = readFileSync(join(FOLDER, `${name}.log`), 'utf8')
    .split('\n')
    .map((text, line) => ({ id: String(line).padStart(6, '0'), timestamp: null, message: text }));
  const batch = { logGroup: 'app', logStream: 'stream', events };
  const facts: Fact[] = extractMigrateLines(batch, 'stream').map((lines, index) => ({
    ...lines,
    kind: 'lines',
    id: `${index}`,
    read: 'stream',
  }));
  facts.push({
    kind: 'ended',
    id: 'end',
    at: 0,
    platform: 'ecs',
    container: null,
    exitCode: capture.exitCode,
    stopCode: null,
    reason: null,
    outOfMemory: false,
    resource: '',
    version: 1,
    logGroup: 'app',
    logStream: 'stream',
  });
  const [run] = fold(facts, { origin: 'origin', sources: SOURCES });
  if (run === undefined) return undefined;
  const engine = ENGINE_OF[capture.engine];
  const multiStatement = capture.command.includes('x-multi-statement=true') ? true : null;
  const verdict = judge(run, { engine, multiStatement, versionBefore: null });
  return verdict === null ? undefined : { run, verdict, capture };
}

const ALL = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.log'))
  .map((file) => file.slice(0, -'.log'.length));

describe('captured runs', () => {
  test.each<[string, DatabaseState, readonly string[]]>([
    ['pg-second-of-three-fails-verbose', 'rolled-back', ['1']],
    ['pg-unique-violation-verbose', 'rolled-back', ['2']],
    ['pg-explicit-begin-fails-inside-verbose', 'rolled-back', ['2']],
    ['pg-explicit-commit-partly-applied-verbose', 'partly-applied', ['2', '3']],
    ['pg-multi-statement-partly-applied-verbose', 'unknown', ['2', '3']],
    ['pg-concurrently-fails-leaves-invalid-index-verbose.1', 'partly-applied', []],
    ['pg-concurrently-with-other-statement-verbose', 'rolled-back', ['2']],
    ['pg-begin-without-commit-verbose', 'unknown', ['2', '3']],
    ['pg-first-down-fails-dirty-minus-one-verbose.2', 'unknown', ['-1']],
    ['pgx5-missing-relation-verbose', 'rolled-back', ['2']],
    ['pgx5-statement-timeout-client-verbose', 'still-running', ['2', '3']],
    ['statement-timeout-client-verbose', 'rolled-back', ['2']],
    ['statement-timeout-server-verbose', 'rolled-back', ['2']],
    ['server-crashes-mid-migration-verbose', 'unknown', ['1', '2']],
    ['killed-mid-migration-sigkill-verbose', 'still-running', ['1', '2']],
    ['cockroachdb-lock-row-left-by-a-kill-verbose.1', 'still-running', ['1', '2']],
    ['cockroachdb-lock-row-left-by-a-kill-verbose.5', 'not-applied', []],
    ['cockroachdb-statement-fails-verbose.1', 'unknown', ['2', '3']],
    ['killed-mid-migration-sigterm-as-pid-1-verbose', 'still-running', ['1', '2']],
    ['killed-mid-migration-sigterm', 'still-running', ['1']],
    ['interrupted-mid-migration-verbose', 'not-applied', []],
    ['mysql-partly-applied-verbose', 'partly-applied', ['2', '3']],
    ['mysql-down-fails-verbose.1', 'rolled-back', ['1']],
    ['mysql-statement-timeout-client-verbose', 'still-running', ['2', '3']],
    ['mysql-killed-mid-migration-sigkill-verbose.1', 'still-running', ['2', '3']],
    ['sqlite-syntax-error-verbose', 'rolled-back', ['2']],
    ['sqlite-no-transaction-partly-applied-verbose', 'unknown', ['2', '3']],
    ['migration-drops-migrations-table-verbose', 'applied-but-marked-dirty', ['2']],
    ['up-limit-short-verbose', 'not-applied', []],
    ['image-older-than-database-verbose.1', 'not-applied', []],
    ['dirty-then-forced-verbose.2', 'unknown', ['3']],
    ['lock-timeout-on-advisory-lock-verbose', 'not-applied', []],
    ['version-clean-none-dirty-verbose.1', 'not-applied', []],
  ])('%s: %s', (name, state, forced) => {
    const { verdict } = judged(name)!;
    expect(verdict.state).toBe(state);
    expect(forcedIn(verdict.next)).toEqual(forced);
  });

  /** The run before was killed, and left the row of its lock. */
  const DIRTY_BEFORE = /^cockroachdb-lock-row-left-by-a-kill/;
  /** Its failed file had been half applied by the run before. */
  const HALF_DONE_BEFORE = /^mysql-rerun-after-partial-apply/;
  const UNTOUCHED = [
    'table orders (id, user_id, total)',
    'table users (id, name)',
    'table users (id, name, email)',
    'table users (id)',
    'index user_id',
    // Another role's, there before the run that may not read it.
    'table invoices (id, name)',
    'table invoices (id)',
  ];

  test('what is called rolled back left nothing in the database, in any of them', () => {
    const rolledBack = ALL.flatMap((name) => ({ name, one: judged(name) })).filter(
      ({ one }) => one?.verdict.state === 'rolled-back',
    );
    expect(rolledBack.length).toBeGreaterThan(100);
    for (const { name, one } of rolledBack) {
      if (HALF_DONE_BEFORE.test(name)) continue;
      expect(one!.capture.objectsAfter?.filter((object) => !UNTOUCHED.includes(object)) ?? [], name).toEqual(
        [],
      );
    }
  });

  test('the version before, when it is named, is lower than the dirty one of an up and higher than that of a down', () => {
    for (const name of ALL) {
      const one = judged(name);
      const { databaseAfter } = one?.capture ?? {};
      if (one?.verdict.state !== 'rolled-back' || !databaseAfter?.dirty) continue;
      const { next } = one.verdict;
      const [forced] = forcedIn(next.filter(({ when }) => when?.includes('the rest of the file') !== true));
      if (forced === undefined) continue;
      const down = one.run.migrations.at(-1)!.direction === 'down';
      expect(BigInt(forced) > BigInt(databaseAfter.version), name).toBe(down);
      expect(forced, name).not.toBe(databaseAfter.version);
    }
  });

  test('what is called not applied is not dirty, unless it was before', () => {
    for (const name of ALL) {
      const one = judged(name);
      if (one?.verdict.state !== 'not-applied') continue;
      if (DIRTY_BEFORE.test(name)) continue;
      if (one.run.error?.class === 'usage' || one.run.error?.class === 'no-version') continue;
      expect(one.capture.databaseAfter?.dirty ?? false, name).toBe(false);
    }
  });
});
