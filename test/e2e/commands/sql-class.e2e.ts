import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatabaseServer } from '../../../scripts/local-databases/database-server.ts';
import { startMariadb } from '../../../scripts/local-databases/mariadb.ts';
import { startPostgres } from '../../../scripts/local-databases/postgres.ts';
import {
  MARIADB_SETUP,
  MYSQL,
  POSTGRES,
  POSTGRES_SETUP,
  type SqlCase,
} from '../../domain/diagnosis/sql-class/cases.ts';

/** Rows of the table `t`. A change of the metadata reads less than half of them. */
const ROWS = 500;

const seen = (cases: readonly SqlCase[]) =>
  cases.filter((each) => each.notSeen === undefined && each.class !== 'unknown');

describe('PostgreSQL works on rows for exactly the statements of that class', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startPostgres();
    await server.createDatabase('app');
    await server.query(POSTGRES_SETUP, 'app');
  });
  afterAll(() => server.stop());

  /** Files of both tables, as one number: a table that is written again has a new one. */
  const FILES =
    "SELECT 'files', coalesce(sum(pg_relation_filenode(oid)::bigint), 0) FROM pg_class WHERE relname IN ('t', 'u')";
  /** Rows that the transaction has read, except those of a table that the statement itself makes. */
  const READ =
    "SELECT 'read', coalesce(sum(seq_tup_read + idx_tup_fetch), 0) FROM pg_stat_xact_user_tables WHERE relname <> 'x'";

  test.each(seen(POSTGRES))('$sql', async ({ sql, class: expected }) => {
    // The statement may have its own COMMIT; then it leaves something that the other cases do not use.
    const own = sql.replaceAll(/\b(?:BEGIN|COMMIT);/g, '');
    const answer = await server.query(`BEGIN; ${FILES}; ${own}; ${FILES}; ${READ}; ROLLBACK`, 'app');
    const [before, after] = [...answer.matchAll(/^files\t(\d+)$/gm)].map(([, sum]) => sum);
    const read = Number(/^read\t(\d+)$/m.exec(answer)![1]);
    const isEmptied = /^(?:DROP|TRUNCATE)/.test(sql);
    const worked = read >= ROWS / 2 || (before !== after && !isEmptied);
    expect(worked, `${read} rows read, files ${before} → ${after}`).toBe(expected === 'rows');
  });
});

describe('MariaDB works on rows for exactly the statements of that class', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startMariadb();
    await server.createDatabase('app');
  });
  afterAll(() => server.stop());

  const COUNTS =
    "SHOW SESSION STATUS WHERE variable_name IN ('Rows_read', 'Handler_write', 'Handler_update', 'Handler_delete')";

  test.each(seen(MYSQL))('$sql', async ({ sql, class: expected }) => {
    await server.query(`DROP DATABASE app; CREATE DATABASE app; USE app; ${MARIADB_SETUP}`, 'app');
    expect(await worksOnRows(sql)).toBe(expected === 'rows');
  });

  /** A change of a table: does the server refuse it without the rows? Else: how many rows were read or written? */
  async function worksOnRows(sql: string): Promise<boolean> {
    if (/^(?:ALTER TABLE|CREATE (?:UNIQUE )?INDEX)/.test(sql) && !/ALGORITHM/.test(sql)) {
      const refusal = await server.query(`SET alter_algorithm = 'INSTANT'; ${sql}`, 'app').then(
        () => '',
        (error: Error) => error.message,
      );
      if (refusal !== '' && !/ALGORITHM=INSTANT is not supported/i.test(refusal)) throw new Error(refusal);
      return refusal !== '';
    }
    const answer = await server.query(`FLUSH STATUS; ${sql}; ${COUNTS}`, 'app');
    const counts = [...answer.matchAll(/^\w+\t(\d+)$/gm)].map(([, n]) => Number(n));
    return Math.max(...counts) >= ROWS / 2;
  }
});
