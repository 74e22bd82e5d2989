import { ENGINES, type Engine } from '../../../lambda/contract/engine.ts';
import { own } from '../../../lambda/contract/own.ts';
import { type Check, fieldsOf } from '../check.ts';
import { quote } from '../problem.ts';

/** Declarations that apply only to some engines. */
const OF_ENGINES = {
  multiStatement: {
    // CockroachDB is also reached by the drivers of PostgreSQL; its own has no such mode.
    applies: { postgres: true, cockroach: true, mysql: true, sqlite: false, other: true },
    means: 'x-multi-statement',
  },
  noTxWrap: {
    applies: { postgres: false, cockroach: false, mysql: false, sqlite: true, other: false },
    means: 'x-no-tx-wrap',
  },
  transactionalTables: {
    applies: { postgres: false, cockroach: false, mysql: true, sqlite: false, other: false },
    means: 'storage engines to choose from',
  },
} as const satisfies Record<string, { applies: Record<Engine, boolean>; means: string }>;

/** Checks that the declarations of a database apply to its engine. */
export const checkDatabases: Check = (settings, report) => {
  for (const [name, database] of fieldsOf(settings.databases)) {
    const { engine } = database;
    if (engine === undefined) continue;
    for (const [key, { applies, means }] of Object.entries(OF_ENGINES)) {
      const isGiven = database[key as keyof typeof OF_ENGINES] !== undefined;
      if (!isGiven || own(applies, engine) !== false) continue;
      const engines = ENGINES.filter((each) => applies[each]);
      report.problem(
        ['databases', name, key],
        `does not apply to engine ${quote(engine)}, which has no ${means}; expected ${engines.length === 1 ? `engine ${engines[0]}` : 'another engine'}, or no ${key}`,
        'key',
      );
    }
  }
};
