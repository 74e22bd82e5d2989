import type { MigrateError } from '../model/event.ts';
import type { JudgedCase } from '../model/judged-run.ts';
import type { SurvivingChanges } from './engine/profile.ts';
import { profileOf, statementsOf } from './engine/profiles.ts';

/** What stays of a file when the server answered one of its statements with an error. */
export function survivingChangesOf({ engine, context }: JudgedCase, error: MigrateError): SurvivingChanges {
  const sql = error.statement;
  if (sql === null) {
    return {
      survives: 'perhaps',
      evidence: ['The log does not contain the SQL that failed, so it does not show what else the file did.'],
    };
  }
  const statements = statementsOf(sql, engine);
  return profileOf(engine).survivingChanges({ error, sql, statements, context });
}
