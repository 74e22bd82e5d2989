import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DatabaseServer } from '../../../scripts/local-databases/database-server.ts';
import { startMariadb } from '../../../scripts/local-databases/mariadb.ts';
import { branch, commandsOf, commandWith, completed, Lab } from './lab.ts';

const USERS = { '1_users.up': 'CREATE TABLE users (id INT);', '1_users.down': 'DROP TABLE users;' };

describe('commands printed for MySQL and MariaDB, typed as they stand', () => {
  let server: DatabaseServer;
  let lab: Lab;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.stop());
  afterEach(() => lab.close());

  const open = async (files: Readonly<Record<string, string>>) => {
    lab = await Lab.open(server, { ...USERS, ...files });
  };
  const recorded = () => lab.query('SELECT version, dirty FROM schema_migrations');
  const tables = async () =>
    (await lab.query("SHOW TABLES WHERE Tables_in_app <> 'schema_migrations'")).split('\n').join(',');
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
      `SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%${text}%' AND id <> CONNECTION_ID()`,
    )) !== '0';

  test('partly applied: undo by hand, force the version before, up', async () => {
    await open({ '2_orders.up': 'CREATE TABLE orders (id INT);\nCREATE TABEL bad (id INT);\n' });
    const verdict = lab.judge(await lab.migrate('up'));
    expect(verdict.state).toBe('partly-applied');
    expect(await tables()).toBe('orders,users');
    expect((await lab.sh(commandWith(verdict, 'SHOW TABLES'))).output).toContain('orders');

    await lab.query('DROP TABLE orders');
    lab.write('2_orders.up', 'CREATE TABLE orders (id INT);');
    const [version] = await typeAll([
      commandsOf(verdict)[0]!,
      ...branch(verdict, 'you undo by hand what stayed'),
    ]);
    expect(version).toBe('2 (dirty)\n');
    expect(await recorded()).toBe('2\t0');
  });

  test('partly applied: or finish by hand, force the target', async () => {
    await open({ '2_orders.up': 'CREATE TABLE orders (id INT); ALTER TABLE nope ADD x INT;' });
    const verdict = lab.judge(await lab.migrate('up'));
    expect(verdict.state).toBe('partly-applied');
    await typeAll(branch(verdict, 'you do the rest of the file by hand').slice(0, 1));
    expect(await recorded()).toBe('2\t0');
  });

  test('the only statement: nothing stays', async () => {
    await open({ '2_orders.up': 'ALTER TABLE nope ADD x INT;' });
    const verdict = lab.judge(await lab.migrate('up'));
    expect(verdict.state).toBe('rolled-back');

    lab.write('2_orders.up', 'CREATE TABLE orders (id INT);');
    await typeAll(commandsOf(verdict));
    expect(await recorded()).toBe('2\t0');
  });

  test('rows in a transaction: nothing stays', async () => {
    await open({
      '2_rows.up': 'START TRANSACTION; INSERT INTO users VALUES (1); INSERT INTO nope VALUES (1); COMMIT;',
    });
    const failed = await lab.migrate('up');
    expect(lab.judge(failed).state).toBe('unknown');
    expect(lab.judge(failed, { transactionalTables: true }).state).toBe('rolled-back');
    expect(await lab.query('SELECT COUNT(*) FROM users')).toBe('0');
  });

  test('a list to drop: MySQL drops what it finds, and the page does not call it rolled back', async () => {
    await open({ '2_drop.up': 'DROP TABLE users, nope;' });
    expect(lab.judge(await lab.migrate('up')).state).toBe('unknown');
    expect(await tables()).toBe('');
  });

  test('a down at -1: the row shows it, force the first version', async () => {
    await open({ '1_users.down': 'DROP TABLE nope;' });
    await lab.migrate('up');
    const verdict = lab.judge(await lab.migrate('down 1'));
    expect(verdict.state).toBe('rolled-back');
    expect((await lab.sh(commandWith(verdict, 'SELECT version, dirty'))).output).toMatch(/-1\s+1/);

    lab.write('1_users.down', 'DROP TABLE users;');
    await typeAll([commandWith(verdict, ' force '), commandWith(verdict, 'down 1')]);
    expect(await recorded()).toBe('');
  });

  test('killed: the server finishes the whole file; then force the target', async () => {
    await open({
      '2_orders.up': 'DO SLEEP(2); CREATE TABLE orders (id INT); CREATE TABLE parcels (id INT);',
      '3_notes.up': 'CREATE TABLE notes (id INT);',
    });
    const verdict = lab.judge(await lab.interrupt('up', 'SIGKILL', executing('DO SLEEP(2)')), {
      engine: 'mysql',
    });
    expect(verdict.state).toBe('still-running');

    const [look] = commandsOf(verdict);
    expect((await lab.sh(look!)).output).toContain('SLEEP');
    await expect.poll(async () => (await lab.sh(look!)).output, { timeout: 20_000 }).toBe('');
    expect(await tables()).toBe('orders,parcels,users');

    await typeAll(branch(verdict, 'all of the change is there'));
    expect(await recorded()).toBe('3\t0');
  });

  test('killed, and its session ended too: what had not run is not there; force the version before', async () => {
    await open({ '2_orders.up': 'DO SLEEP(30); CREATE TABLE orders (id INT);' });
    const verdict = lab.judge(await lab.interrupt('up', 'SIGKILL', executing('DO SLEEP(30)')), {
      engine: 'mysql',
    });
    const [look] = commandsOf(verdict);
    const [, id] = /^(\d+)\t.*SLEEP\(30\)/m.exec((await lab.sh(look!)).output)!;
    const ended = await lab.sh(completed(verdict, 'KILL', id!));
    expect(ended.exitCode, ended.output).toBe(0);
    await expect.poll(async () => (await lab.sh(look!)).output, { timeout: 20_000 }).toBe('');
    expect(await tables()).toBe('users');

    lab.write('2_orders.up', 'CREATE TABLE orders (id INT);');
    await typeAll(branch(verdict, 'nothing of the change is there'));
    expect(await recorded()).toBe('2\t0');
  });

  test('a run after a part was applied: undo that by hand, or finish it by hand', async () => {
    await open({ '2_orders.up': 'CREATE TABLE orders (id INT); CREATE TABLE parcels (id INT);' });
    await lab.migrate('up 1');
    await lab.query('CREATE TABLE orders (id INT)');
    const verdict = lab.judge(await lab.migrate('up'), { versionBefore: '1' });
    expect(verdict.state).toBe('rolled-back');
    expect(await tables()).toBe('orders,users');

    await typeAll(branch(verdict, 'you do the rest of the file by hand').slice(0, 1));
    expect(await recorded()).toBe('2\t0');

    await lab.query('DROP TABLE orders');
    await typeAll(branch(verdict, 'you undo by hand what is there'));
    expect(await tables()).toBe('orders,parcels,users');
  });

  test('a time limit of the client does not stop the server', async () => {
    await open({ '2_orders.up': 'DO SLEEP(1); CREATE TABLE orders (id INT);' });
    const verdict = lab.judge(await lab.migrate('up', { parameters: 'x-statement-timeout=200' }), {
      engine: 'mysql',
    });
    expect(verdict.state).toBe('still-running');

    const [look] = commandsOf(verdict);
    await expect.poll(async () => (await lab.sh(look!)).output, { timeout: 20_000 }).toBe('');
    expect(await tables()).toBe('orders,users');
  });

  test('a transaction left open: its rows are gone', async () => {
    await open({ '2_rows.up': 'START TRANSACTION; INSERT INTO users VALUES (1);' });
    const verdict = lab.judge(await lab.migrate('up'));
    expect(verdict.state).toBe('unknown');
    expect(await lab.query('SELECT COUNT(*) FROM users')).toBe('0');

    lab.write('2_rows.up', 'START TRANSACTION; INSERT INTO users VALUES (1); COMMIT;');
    await typeAll(branch(verdict, 'nothing of the change is there'));
    expect(await recorded()).toBe('2\t0');
  });
});
