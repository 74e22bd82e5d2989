import { type Check, fieldsOf } from '../check.ts';
import { quote } from '../problem.ts';

/** Declarations that apply only to some engines. */
const OF_ENGINES = {
  multiStatement: { engines: ['postgres', 'mysql', 'other'], means: 'x-multi-statement' },
  noTxWrap: { engines: ['sqlite'], means: 'x-no-tx-wrap' },
  transactionalTables: { engines: ['mysql'], means: 'storage engines to choose from' },
} as const;

/** Checks that the declarations of a database apply to its engine. */
export const checkDatabases: Check = (settings, report) => {
  for (const [name, database] of fieldsOf(settings.databases)) {
    const { engine } = database;
    if (engine === undefined) continue;
    for (const [key, { engines, means }] of Object.entries(OF_ENGINES)) {
      const isGiven = database[key as keyof typeof OF_ENGINES] !== undefined;
      if (!isGiven || (engines as readonly string[]).includes(engine)) continue;
      report.problem(
        ['databases', name, key],
        `does not apply to engine ${quote(engine)}, which has no ${means}; expected ${engines.length === 1 ? `engine ${engines[0]}` : 'another engine'}, or no ${key}`,
        'key',
      );
    }
  }
};
