import type { MigrateError } from '../event.ts';
import type { Remains } from './engine/profile.ts';
import { profileOf, statementsOf } from './engine/profiles.ts';
import type { Case } from './steps.ts';

/** What stays of the file whose statement failed while the server was listening. */
export function whatRemains({ engine, context }: Case, error: MigrateError): Remains {
  const sql = error.statement;
  if (sql === null) {
    return {
      stayed: 'perhaps',
      evidence: ['The log does not hold the SQL that failed, so nothing says what else the file did.'],
    };
  }
  const statements = statementsOf(sql, engine);
  return profileOf(engine).remains({ error, sql, statements, context });
}
