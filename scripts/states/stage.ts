import { buildMigrate } from '../local-databases/build-migrate.ts';
import type { DatabaseServer } from '../local-databases/database-server.ts';
import { startMariadb } from '../local-databases/mariadb.ts';
import { startPostgres } from '../local-databases/postgres.ts';
import { openMysql } from './databases/mysql.ts';
import { openPostgres, preparePostgres } from './databases/postgres.ts';
import { openSqlite } from './databases/sqlite.ts';
import type { Stage } from './play.ts';

/** Real servers and the real `migrate`, for any number of scenarios at once. */
export async function openStage(): Promise<Stage & { close(): Promise<void> }> {
  const [program, postgres, mariadb] = await Promise.all([
    buildMigrate('v4.19.1'),
    startPostgres(),
    startMariadb(),
  ]);
  await preparePostgres(postgres);
  const servers: readonly DatabaseServer[] = [postgres, mariadb];
  let opened = 0;
  return {
    program,
    open: (scenario, folder) => {
      const name = `state_${++opened}`;
      switch (scenario.engine) {
        case 'postgres':
        case 'pgx5':
          return openPostgres(postgres, name, scenario.engine);
        case 'mysql':
          return openMysql(mariadb, name, folder);
        case 'sqlite':
          return openSqlite(folder);
      }
    },
    close: async () => {
      for (const server of servers) await server.stop();
    },
  };
}
