import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DatabaseServer } from '../../../scripts/local-databases/database-server.ts';
import { startPostgres } from '../../../scripts/local-databases/postgres.ts';
import { commandsOf, Lab } from './lab.ts';

const FILES = {
  '1_users.up': 'CREATE TABLE users (id int, email text);',
  '2_backfill.up': 'SELECT pg_sleep(2);',
};
const ON_COCKROACH = { engine: 'cockroach', versionBefore: null } as const;

/**
 * golang-migrate's driver for CockroachDB, on PostgreSQL: only its lock, which is the same there. CockroachDB itself cannot be had from
 * a package registry under an open licence, so what it lists (SHOW JOBS) is not typed here.
 */
describe("the row that is the lock of golang-migrate's CockroachDB driver", () => {
  let server: DatabaseServer;
  let lab: Lab;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    lab = await Lab.open(server, FILES, 'cockroachdb');
  });
  afterEach(() => lab.close());

  const executing = async () =>
    (await lab.query(
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND wait_event = 'PgSleep'",
    )) !== '0';
  const killed = () => lab.interrupt('up', 'SIGKILL', executing);

  /** Types what the page says about the row: the look, and the command that a person completes with its result. */
  async function deleteRow(texts: readonly string[]): Promise<void> {
    const look = texts.find((text) => text.includes('SELECT lock_id FROM schema_lock'))!;
    const shown = await lab.sh(look);
    const [id] = /^\s*(\d+)$/m.exec(shown.output) ?? [];
    const typed = /`(psql [^`]*DELETE FROM schema_lock[^`]*)`/.exec(texts.join('\n'))![1]!;
    const deleted = await lab.sh(typed.replace('LOCK_ID', id!.trim()));
    expect(deleted).toMatchObject({ exitCode: 0, output: 'DELETE 1\n' });
  }

  test('stays after a kill; once it is deleted, version works', async () => {
    const verdict = lab.judge(await killed(), ON_COCKROACH);
    expect(verdict.state).toBe('still-running');
    const version = commandsOf(verdict).find((command) => command.endsWith(' version'))!;
    expect((await lab.sh(version)).output).toContain("can't acquire lock");
    const texts = verdict.next
      .flatMap(({ steps }) => steps)
      .map((step) => ('do' in step ? step.do : step.command));
    await deleteRow(texts);
    expect(await lab.sh(version)).toMatchObject({ exitCode: 0, output: '2 (dirty)\n' });
  });

  test('refuses the next run, and x-force-lock does not help', async () => {
    await killed();
    for (const parameters of ['', 'x-force-lock=true']) {
      const refused = await lab.migrate('up', { parameters });
      expect(refused.exitCode).toBe(1);
      const verdict = lab.judge(refused, ON_COCKROACH);
      expect(verdict.state).toBe('not-applied');
      expect(verdict.next.map(({ when }) => when)).toContain(
        'If none is at work, and the row is still there',
      );
    }
    const verdict = lab.judge(await lab.migrate('up'), ON_COCKROACH);
    const steps = verdict.next.flatMap((branch) => branch.steps);
    await deleteRow(steps.map((step) => ('do' in step ? step.do : step.command)));
    expect((await lab.migrate('version')).exitCode).toBe(0);
  });
});
