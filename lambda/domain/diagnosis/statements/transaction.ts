import type { Statement } from './statements.ts';
import { type Survives, strongerOf } from './surviving-changes.ts';
import { canCompare, takenBack } from './taken-back.ts';

/** How an engine and its driver group the statements of one file into transactions. */
export interface TransactionRules {
  /** The whole file runs in a transaction, without a BEGIN of its own. */
  readonly wraps: boolean;
  /** After a COMMIT in the file, the next such transaction begins by itself. */
  readonly wrapsAgain: boolean;
  /** Implicit commit: the statement commits the open transaction before it runs, even if it then fails. */
  readonly commitsFirst: (statement: Statement) => boolean;
  /** A schema change that committed first is committed by itself too; otherwise it begins the next transaction. */
  readonly schemaCommitsItself: boolean;
  /** Do row changes survive in a transaction that is never committed? */
  readonly rowsInTransaction: Survives;
  /** A routine may commit the open transaction. */
  readonly routinesCommit: boolean;
}

/** What the earlier statements have left when a statement begins. */
export interface Before {
  /** Changes that stay in any case. */
  readonly kept: Survives;
  /** Changes that stay only if they are committed. */
  readonly open: Survives;
}

/** Changes that statements left, by the statement's index. */
class Left {
  readonly #by = new Map<number, Survives>();
  all: Survives = 'no';

  add(index: number, stayed: Survives): void {
    if (stayed === 'no') return;
    this.#by.set(index, strongerOf(this.#by.get(index) ?? 'no', stayed));
    this.all = strongerOf(this.all, stayed);
  }

  takeFrom(other: Left): void {
    for (const [index, stayed] of other.#by) this.add(index, stayed);
    other.clear();
  }

  clear(): void {
    this.#by.clear();
    this.all = 'no';
  }

  /** It is no longer certain that these statements left anything. */
  doubt(indexes: readonly number[]): void {
    for (const index of indexes) if (this.#by.has(index)) this.#by.set(index, 'perhaps');
    this.all = 'no';
    for (const stayed of this.#by.values()) this.all = strongerOf(this.all, stayed);
  }
}

/** For each statement: what the statements before it have left, if they ran without error. */
export function leftBeforeEach(statements: readonly Statement[], rules: TransactionRules): readonly Before[] {
  const kept = new Left();
  const open = new Left();
  const sure = canCompare(statements);
  let inTransaction = rules.wraps;
  let autocommit = !rules.wraps;
  const end = () => {
    open.clear();
    inTransaction = !autocommit && rules.wrapsAgain;
  };
  const commit = () => {
    kept.takeFrom(open);
    end();
  };
  return statements.map((statement, index) => {
    const before = { kept: kept.all, open: open.all };
    const { kind, text } = statement;
    const leaves = sure || statement.leaves === 'no' ? statement.leaves : 'perhaps';
    if (rules.commitsFirst(statement)) commit();
    const chained = /\bAND\s+CHAIN\b/i;
    switch (kind) {
      case 'begin':
        if (/^SET\b/i.test(text)) autocommit = false;
        inTransaction = true;
        break;
      case 'commit':
        if (/^SET\b/i.test(text)) autocommit = true;
        commit();
        if (chained.test(text)) inTransaction = true;
        break;
      case 'rollback':
        end();
        if (chained.test(text)) inTransaction = true;
        break;
      case 'schema':
      case 'rows':
      case 'query':
        open.add(index, leaves);
        if (kind !== 'query') {
          const undone = takenBack(statements, index);
          if (undone.length > 0) for (const left of [kept, open]) left.doubt(undone);
        }
        if (!inTransaction || (kind === 'schema' && rules.schemaCommitsItself)) commit();
        else if (leaves !== 'no') kept.add(index, rules.rowsInTransaction);
        break;
      case 'routine':
      case 'masked':
        open.add(index, 'perhaps');
        if (kind === 'masked' || rules.routinesCommit) kept.add(index, 'perhaps');
        else if (!inTransaction) commit();
        break;
      default:
        break;
    }
    return before;
  });
}
