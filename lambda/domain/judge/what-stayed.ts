import type { Statement } from './statements.ts';

/** Whether statements left something in the database after the connection ended. */
export type Stayed = 'no' | 'perhaps' | 'yes';

/**
 * For each statement, what those before it, executed without error, leave behind when it fails.
 *
 * PostgreSQL: one Exec is one implicit transaction until a COMMIT of the file's own; a BEGIN only makes it explicit.
 * MySQL: each statement commits by itself, rows inside START TRANSACTION wait for COMMIT, and a schema statement
 * commits what is open. Assumes transactional tables (InnoDB).
 *
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT
 * @see https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html
 */
export function stayedBeforeEach(
  statements: readonly Statement[],
  engine: 'postgres' | 'mysql',
): readonly Stayed[] {
  let kept: Stayed = 'no';
  let open: Stayed = 'no';
  let inTransaction = engine === 'postgres';
  let autocommit = engine === 'mysql';
  const commit = () => {
    kept = more(kept, open);
    open = 'no';
    inTransaction = !autocommit;
  };
  return statements.map(({ kind, text }) => {
    const before = kept;
    switch (kind) {
      case 'begin':
        if (engine === 'mysql') commit();
        if (/^SET\b/i.test(text)) autocommit = false;
        inTransaction = true;
        break;
      case 'commit':
        commit();
        break;
      case 'rollback':
        open = 'no';
        inTransaction = !autocommit;
        break;
      case 'schema':
        open = 'yes';
        if (engine === 'mysql') commit();
        break;
      case 'rows':
        open = 'yes';
        if (!inTransaction) commit();
        break;
      case 'perhaps':
        open = more(open, 'perhaps');
        if (!inTransaction) commit();
        break;
      case 'opaque':
        open = more(open, 'perhaps');
        kept = more(kept, 'perhaps');
        break;
      case 'harmless':
        break;
    }
    return before;
  });
}

/** The stronger of two. */
export function more(one: Stayed, other: Stayed): Stayed {
  if (one === 'yes' || other === 'yes') return 'yes';
  return one === 'perhaps' || other === 'perhaps' ? 'perhaps' : 'no';
}

/**
 * What `failed` itself may leave behind although it failed.
 *
 * MySQL handles the objects of one list one by one, so `DROP TABLE a, missing` drops `a`.
 */
export function stayedOfFailed(failed: Statement, engine: 'postgres' | 'mysql', alone: boolean): Stayed {
  if (failed.kind === 'opaque') return engine === 'mysql' || alone ? 'perhaps' : 'no';
  if (engine === 'mysql' && LISTED.test(failed.text)) return 'perhaps';
  return 'no';
}

const LISTED =
  /^(?:(?:DROP\s+(?:TABLE|VIEW|USER|ROLE)|CREATE\s+(?:USER|ROLE)|GRANT|REVOKE|RENAME|OPTIMIZE|REPAIR)\b[\s\S]*,|DROP\s+(?:DATABASE|SCHEMA)\b)/i;
