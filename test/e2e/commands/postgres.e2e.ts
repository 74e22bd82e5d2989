import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DatabaseServer } from '../../../scripts/local-databases/database-server.ts';
import { startPostgres } from '../../../scripts/local-databases/postgres.ts';
import { wordsOf } from '../../builders/branches.ts';
import { branch, commandsOf, commandWith, completed, Lab, way } from './lab.ts';

const USERS = {
  '1_users.up': 'CREATE TABLE users (id int, email text);',
  '1_users.down': 'DROP TABLE users;',
};

describe('commands printed for PostgreSQL, typed as they stand', () => {
  let server: DatabaseServer;
  let lab: Lab;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  afterEach(() => lab.close());

  const open = async (files: Readonly<Record<string, string>>, scheme?: string) => {
    lab = await Lab.open(server, { ...USERS, ...files }, scheme);
  };
  const recorded = () => lab.query('SELECT version, dirty FROM schema_migrations');
  const tables = () =>
    lab.query(
      "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_stat_user_tables WHERE relname <> 'schema_migrations'",
    );
  /** Types every command of the page in its order; all must work. */
  const typeAll = async (commands: readonly string[]) => {
    const outputs: string[] = [];
    for (const command of commands) {
      const { exitCode, output } = await lab.sh(command);
      expect(exitCode, `${command}\n${output}`).toBe(0);
      outputs.push(output);
    }
    return outputs;
  };
  const executing = (text: string) => async () =>
    (await lab.query(
      `SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%${text}%' AND pid <> pg_backend_pid()`,
    )) !== '0';

  test('an up that rolled back: look, correct, force the version before, up', async () => {
    await open({
      '2_orders.up': 'CREATE TABLE orders (id int); SELECT 1/0;',
      '3_notes.up': 'CREATE TABLE notes (id int);',
    });
    const verdict = lab.judge(await lab.migrate('up'));
    expect(verdict.state).toBe('rolled-back');
    expect(await tables()).toBe('users');

    lab.write('2_orders.up', 'CREATE TABLE orders (id int);');
    const [version] = await typeAll(way(verdict));
    expect(version).toBe('2 (dirty)\n');
    expect(await recorded()).toBe('3\tf');
    expect(await tables()).toBe('notes,orders,users');
  });

  test('the same in plain output: the version before is known, the failed one is not', async () => {
    await open({ '2_orders.up': 'CREATE TABLE orders (id int); SELECT 1/0;' });
    const verdict = lab.judge(await lab.migrate('up', { plain: true }));
    expect(verdict.state).toBe('rolled-back');

    lab.write('2_orders.up', 'CREATE TABLE orders (id int);');
    await typeAll(commandsOf(verdict));
    expect(await recorded()).toBe('2\tf');
  });

  test('the first up of a run, no record: the look-up lists the version before', async () => {
    await open({
      '000002_orders.up': 'CREATE TABLE orders (id int); SELECT 1/0;',
      '10_notes.up': 'SELECT 1;',
    });
    await lab.migrate('up 1');
    const verdict = lab.judge(await lab.migrate('up'));
    const { output } = await lab.sh(commandWith(verdict, 'grep'));
    expect(output).toBe('1_users.down.sql\n1_users.up.sql\n000002_orders.up.sql\n');
    expect(wordsOf(verdict.next).join('\n')).toContain('listed just before 2 is the one to force');
    expect((await lab.sh('migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force -- 1')).exitCode).toBe(
      0,
    );
    expect(await recorded()).toBe('1\tf');
  });

  test('the very first migration: force -- -1, then up', async () => {
    await open({ '1_users.up': 'CREATE TABLE users (id int); SELECT 1/0;' });
    const verdict = lab.judge(await lab.migrate('up'), { versionBefore: '-1' });
    expect(commandWith(verdict, ' force ')).toMatch(/force -- -1$/);

    lab.write('1_users.up', 'CREATE TABLE users (id int);');
    await typeAll(commandsOf(verdict));
    expect(await recorded()).toBe('1\tf');
  });

  test('a down that rolled back: force the version itself, down 1', async () => {
    await open({
      '2_orders.up': 'CREATE TABLE orders (id int);',
      '2_orders.down': 'DROP TABLE orders; DROP TABLE nope;',
    });
    await lab.migrate('up');
    const verdict = lab.judge(await lab.migrate('down 1'));
    expect(verdict.state).toBe('rolled-back');
    expect(await tables()).toBe('orders,users');
    expect(await recorded()).toBe('1\tt');

    lab.write('2_orders.down', 'DROP TABLE orders;');
    await typeAll(commandsOf(verdict));
    expect(await recorded()).toBe('1\tf');
    expect(await tables()).toBe('users');
  });

  test('dirty at -1: version hides it, the row shows it, force the first version', async () => {
    await open({ '1_users.down': 'DROP TABLE users; DROP TABLE nope;' });
    await lab.migrate('up');
    const verdict = lab.judge(await lab.migrate('down 1'));
    expect(verdict.state).toBe('rolled-back');

    const [version, row, force, down] = commandsOf(verdict);
    expect(await lab.sh(version!)).toMatchObject({ exitCode: 1, output: 'error: no migration\n' });
    expect((await lab.sh(row!)).output).toMatch(/-1 \| t/);

    lab.write('1_users.down', 'DROP TABLE users;');
    await typeAll([force!]);
    expect(await recorded()).toBe('1\tf');

    await typeAll([down!]);
    expect(await recorded()).toBe('');
  });

  test('blocked at -1, nothing of the down done: the stored version, and force -- -1 works too', async () => {
    await open({ '1_users.down': 'DROP TABLE users; DROP TABLE nope;' });
    await lab.migrate('up');
    await lab.migrate('down 1');
    const verdict = lab.judge(await lab.migrate('up'), { engine: 'postgres', versionBefore: '1' });
    await typeAll(branch(verdict, 'a down of 1 failed and nothing of it is done').slice(0, 1));
    expect(await recorded()).toBe('1\tf');

    await typeAll(branch(verdict, 'all of the change is there').slice(0, 1));
    expect(await recorded()).toBe('');
  });

  test('a COMMIT before the error: part stays; undo it by hand, force before, up', async () => {
    await open({ '2_orders.up': 'BEGIN; CREATE TABLE orders (id int); COMMIT; CREATE TABLE bad (x nope);' });
    const verdict = lab.judge(await lab.migrate('up'));
    expect(verdict.state).toBe('partly-applied');
    expect(await tables()).toBe('orders,users');
    expect((await lab.sh(commandWith(verdict, 'pg_stat_user_tables'))).output).toContain('orders');

    await lab.query('DROP TABLE orders');
    lab.write('2_orders.up', 'CREATE TABLE orders (id int);');
    await typeAll(branch(verdict, 'you undo by hand what stayed'));
    expect(await recorded()).toBe('2\tf');
  });

  test('or finish it by hand and force the target', async () => {
    await open({ '2_orders.up': 'BEGIN; CREATE TABLE orders (id int); COMMIT; CREATE TABLE bad (x nope);' });
    const verdict = lab.judge(await lab.migrate('up'));
    await typeAll(branch(verdict, 'you do the rest of the file by hand').slice(0, 1));
    expect(await recorded()).toBe('2\tf');
  });

  test('multi-statement mode: statements before the error took effect, and the page does not call them rolled back', async () => {
    await open({ '2_orders.up': 'CREATE TABLE orders (id int);\nCREATE TABLE bad (x nope);\n' });
    const failed = await lab.migrate('up', { parameters: 'x-multi-statement=true' });
    expect(await tables()).toBe('orders,users');
    expect(lab.judge(failed).state).toBe('unknown');
    expect(lab.judge(failed, { multiStatement: true }).state).toBe('unknown');
  });

  test('CONCURRENTLY: the invalid index is listed, dropped, and made again', async () => {
    await open({ '2_unique.up': 'CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);' });
    await lab.migrate('up 1');
    await lab.query("INSERT INTO users VALUES (1, 'same'), (2, 'same')");
    const verdict = lab.judge(await lab.migrate('up'), { versionBefore: '1' });
    expect(verdict.state).toBe('partly-applied');
    expect((await lab.sh(commandWith(verdict, 'indisvalid'))).output).toContain('users_email');

    await lab.query('DELETE FROM users WHERE id = 2');
    await typeAll(way(verdict, 'users_email is in that list'));
    expect(await recorded()).toBe('2\tf');
    expect((await lab.sh(commandWith(verdict, 'indisvalid'))).output).not.toContain('users_email');
  });

  test('applied but marked dirty: force the target, up goes on', async () => {
    await open({
      '2_orders.up': 'CREATE TABLE orders (id int); SET ROLE powerless;',
      '3_notes.up': 'CREATE TABLE notes (id int);',
    });
    await lab.query('CREATE ROLE powerless; GRANT powerless TO migrate');
    const verdict = lab.judge(await lab.migrate('up'));
    expect(verdict.state).toBe('applied-but-marked-dirty');
    expect(await recorded()).toBe('2\tt');
    expect(await tables()).toBe('orders,users');

    await typeAll(way(verdict, 'dirty and the change is there'));
    expect(await recorded()).toBe('3\tf');
  });

  test('BEGIN without COMMIT: no SQL error, yet its table is gone', async () => {
    await open({ '2_orders.up': 'BEGIN; CREATE TABLE orders (id int);' });
    const verdict = lab.judge(await lab.migrate('up'));
    expect(verdict.state).toBe('unknown');
    expect(await tables()).toBe('users');

    lab.write('2_orders.up', 'BEGIN; CREATE TABLE orders (id int); COMMIT;');
    await typeAll(branch(verdict, 'nothing of the change is there'));
    expect(await recorded()).toBe('2\tf');
  });

  test('killed: the backend goes on, shows in the first look, commits; then force the target', async () => {
    await open({
      '2_orders.up': 'CREATE TABLE orders (id int); SELECT pg_sleep(3);',
      '3_notes.up': 'CREATE TABLE notes (id int);',
    });
    const verdict = lab.judge(await lab.interrupt('up', 'SIGKILL', executing('pg_sleep(3)')), {
      engine: 'postgres',
    });
    expect(verdict.state).toBe('still-running');

    const [look] = commandsOf(verdict);
    expect((await lab.sh(look!)).output).toContain('pg_sleep');
    await expect.poll(async () => (await lab.sh(look!)).output, { timeout: 20_000 }).toContain('(0 rows)');
    expect((await lab.sh(commandWith(verdict, ' version'))).output).toBe('2 (dirty)\n');
    expect((await lab.sh(commandWith(verdict, 'pg_stat_user_tables'))).output).toContain('orders');

    await typeAll(branch(verdict, 'all of the change is there'));
    expect(await recorded()).toBe('3\tf');
  });

  test('killed, and its session ended too: nothing is there; force the version before', async () => {
    await open({ '2_orders.up': 'CREATE TABLE orders (id int); SELECT pg_sleep(30);' });
    const verdict = lab.judge(await lab.interrupt('up', 'SIGTERM', executing('pg_sleep(30)')), {
      engine: 'postgres',
    });
    expect(verdict.state).toBe('still-running');

    const [look] = commandsOf(verdict);
    const [, pid] = /^ *(\d+) \|.*pg_sleep/m.exec((await lab.sh(look!)).output)!;
    const ended = await lab.sh(completed(verdict, 'pg_terminate_backend', pid!));
    expect(ended).toMatchObject({ exitCode: 0, output: expect.stringMatching(/\n t\n/) });
    await expect.poll(async () => (await lab.sh(look!)).output, { timeout: 20_000 }).toContain('(0 rows)');
    expect(await tables()).toBe('users');

    lab.write('2_orders.up', 'CREATE TABLE orders (id int);');
    await typeAll(branch(verdict, 'nothing of the change is there'));
    expect(await recorded()).toBe('2\tf');
  });

  test('a time limit of the client: lib/pq stops the server, pgx does not wait for it', async () => {
    const files = { '2_orders.up': 'CREATE TABLE orders (id int); SELECT pg_sleep(2);' };
    await open(files);
    expect(lab.judge(await lab.migrate('up', { parameters: 'x-statement-timeout=300' })).state).toBe(
      'rolled-back',
    );
    expect(await tables()).toBe('users');

    lab.close();
    await open(files, 'pgx5');
    const verdict = lab.judge(await lab.migrate('up', { parameters: 'x-statement-timeout=300' }), {
      engine: 'postgres',
    });
    expect(verdict.state).toBe('still-running');

    const [look] = commandsOf(verdict);
    const psqlUrl = { DATABASE_URL: server.url('app') };
    await expect
      .poll(async () => (await lab.sh(look!, psqlUrl)).output, { timeout: 20_000 })
      .toContain('(0 rows)');

    // pgx asks the server to stop and leaves without waiting: whether that arrives in time is chance.
    const wasStopped = (await tables()) === 'users';
    if (wasStopped) lab.write('2_orders.up', 'CREATE TABLE orders (id int);');
    await typeAll(
      wasStopped
        ? branch(verdict, 'nothing of the change is there')
        : branch(verdict, 'all of the change is there').slice(0, 1),
    );
    expect(await tables()).toBe('orders,users');
    expect(await recorded()).toBe('2\tf');
  });

  test('SIGINT: clean, with migrations left; up does the rest', async () => {
    await open({
      '2_orders.up': 'CREATE TABLE orders (id int); SELECT pg_sleep(1);',
      '3_notes.up': 'CREATE TABLE notes (id int);',
    });
    const stopped = await lab.interrupt('up', 'SIGINT', executing('pg_sleep(1)'));
    expect(stopped.exitCode).toBe(0);

    const verdict = lab.judge(stopped);
    expect(verdict.state).toBe('not-applied');
    expect(await recorded()).toBe('2\tf');

    await typeAll(commandsOf(verdict));
    expect(await recorded()).toBe('3\tf');
  });

  test('limit short: nothing to repair', async () => {
    await open({});
    const verdict = lab.judge(await lab.migrate('up 5'));
    expect(verdict.state).toBe('not-applied');
    const [version] = await typeAll(commandsOf(verdict));
    expect(version).toBe('1\n');
  });

  test('refused because dirty: both forces work, each for its case', async () => {
    await open({ '2_orders.up': 'CREATE TABLE orders (id int); SELECT 1/0;' });
    await lab.migrate('up');
    const verdict = lab.judge(await lab.migrate('up'), { engine: 'postgres', versionBefore: '1' });
    expect(verdict.state).toBe('unknown');

    lab.write('2_orders.up', 'CREATE TABLE orders (id int);');
    const [version, sessions] = commandsOf(verdict);
    const outputs = await typeAll([
      version!,
      sessions!,
      ...branch(verdict, 'nothing of the change is there'),
    ]);
    expect(outputs[0]).toBe('2 (dirty)\n');
    expect(outputs[1]).toContain('(0 rows)');
    expect(await recorded()).toBe('2\tf');
  });

  test('an image older than the database: the version has no file', async () => {
    await open({ '2_orders.up': 'CREATE TABLE orders (id int);' });
    await lab.migrate('up');
    lab.remove('2_orders.up');
    const verdict = lab.judge(await lab.migrate('up'));
    expect(verdict.state).toBe('not-applied');

    const [version, files] = await typeAll(way(verdict, 'not in that list'));
    expect(version).toBe('2\n');
    expect(files).not.toContain('2_');

    lab.write('2_orders.up', 'CREATE TABLE orders (id int);');
    expect((await typeAll(branch(verdict, 'version is in that list'))).join('')).toContain('no change\n');
  });

  test('the lock is held by another migrate: the look names it', async () => {
    await open({ '2_orders.up': 'SELECT pg_sleep(3);' });
    const first = lab.migrate('up');
    await expect.poll(executing('pg_sleep(3)')).toBe(true);

    const verdict = lab.judge(await lab.migrate('up', { parameters: 'options=-c%20lock_timeout%3D300' }));
    expect(verdict.state).toBe('not-applied');

    const [look] = commandsOf(verdict);
    expect((await lab.sh(look!)).output).toMatch(/\| t .*pg_sleep/);
    expect((await first).exitCode).toBe(0);
    expect((await lab.sh(look!)).output).toContain('(0 rows)');
    expect((await lab.migrate('up')).output).toContain('no change');
  });

  test('the lock is held by the session of a dead migrate: ended, it lets the lock go', async () => {
    await open({ '2_orders.up': 'SELECT pg_sleep(30);' });
    await lab.interrupt('up', 'SIGKILL', executing('pg_sleep(30)'));
    const verdict = lab.judge(await lab.migrate('up', { parameters: 'options=-c%20lock_timeout%3D300' }));
    const [look] = commandsOf(verdict);
    const [, pid] = /^ *(\d+) \| t .*pg_sleep/m.exec((await lab.sh(look!)).output)!;
    expect((await lab.sh(completed(verdict, 'pg_terminate_backend', pid!))).exitCode).toBe(0);
    await expect.poll(async () => (await lab.sh(look!)).output, { timeout: 20_000 }).toContain('(0 rows)');
  });

  test('what was there before: undo it by hand and run again, or finish by hand and force the target', async () => {
    await open({ '2_orders.up': 'CREATE TABLE orders (id int); CREATE TABLE parcels (id int);' });
    await lab.migrate('up 1');
    await lab.query('CREATE TABLE orders (id int)');
    const verdict = lab.judge(await lab.migrate('up'), { versionBefore: '1' });
    expect(verdict.state).toBe('rolled-back');
    expect(await tables()).toBe('orders,users');

    await typeAll(branch(verdict, 'you do the rest of the file by hand').slice(0, 1));
    expect(await recorded()).toBe('2\tf');

    await lab.query('UPDATE schema_migrations SET dirty = true; DROP TABLE orders');
    await typeAll(branch(verdict, 'you undo by hand what is there'));
    expect(await recorded()).toBe('2\tf');
    expect(await tables()).toBe('orders,parcels,users');
  });

  test('lock_timeout on a table: the look names who holds it', async () => {
    await open({ '2_orders.up': "SET lock_timeout = '200ms'; ALTER TABLE users ADD phone text;" });
    await lab.migrate('up 1');
    const release = await server.hold('BEGIN; LOCK TABLE users;', 'app');
    const verdict = lab.judge(await lab.migrate('up'), { versionBefore: '1' });
    expect(verdict.state).toBe('rolled-back');
    expect((await lab.sh(commandWith(verdict, 'usename'))).output).toContain('insufficient privilege');

    await lab.query('GRANT pg_monitor TO migrate');
    expect((await lab.sh(commandWith(verdict, 'usename'))).output).toContain('idle in transaction');

    await release();
    await typeAll(commandsOf(verdict));
    expect(await recorded()).toBe('2\tf');
  });

  test('no version: the row tells nothing applied from dirty at -1', async () => {
    await open({});
    const verdict = lab.judge(await lab.migrate('version'), { engine: 'postgres' });
    expect(verdict.state).toBe('not-applied');
    expect((await typeAll(commandsOf(verdict)))[0]).toContain('(0 rows)');
  });
});
