import { ERROR_CLASSES } from '../../model/error-class.ts';
import type { MigrateError } from '../../model/event.ts';
import { startFailureOf } from '../../runs/start-failures.ts';
import { COCKROACH_KNOWLEDGE } from './cockroach-states.ts';
import { CLASS_KNOWLEDGE } from './error-classes.ts';
import type { Entry, Knowledge } from './knowledge.ts';
import { MYSQL_KNOWLEDGE } from './mysql-errors.ts';
import { saidByCockroach } from './said-by-cockroach.ts';
import { isMysql, sqlStateOf } from './sql-state.ts';
import { SQLSTATE_KNOWLEDGE } from './sqlstates.ts';
import { START_FAILURES } from './start-failures.ts';

/** Every entry, in the runbook's order: classes, failures to start, SQLSTATEs, CockroachDB's, MySQL numbers. */
export const KNOWLEDGE: readonly Knowledge[] = [
  ...ERROR_CLASSES.map((code) => ({ kind: 'class' as const, code, ...CLASS_KNOWLEDGE[code] })),
  ...Object.entries(START_FAILURES).map(([code, entry]) => ({ kind: 'start' as const, code, ...entry })),
  ...byCode(SQLSTATE_KNOWLEDGE).map(([code, entry]) => ({
    kind: 'sqlstate' as const,
    code,
    ...entry,
  })),
  ...byCode(COCKROACH_KNOWLEDGE).map(([code, entry]) => ({ kind: 'cockroach' as const, code, ...entry })),
  ...byCode(MYSQL_KNOWLEDGE).map(([code, entry]) => ({ kind: 'mysql' as const, code, ...entry })),
];

/** Entries sorted by code. Without sorting, an object lists keys that look like numbers first. */
function byCode(table: Readonly<Record<string, Entry>>): readonly (readonly [string, Entry])[] {
  return Object.entries(table).sort(([one], [other]) => (one < other ? -1 : 1));
}

const BY_KEY = new Map(KNOWLEDGE.map((knowledge) => [`${knowledge.kind} ${knowledge.code}`, knowledge]));

/** What is known about `error`, most specific first. The last entry is that of its class, so the result is never empty. */
export function lookUpKnowledge(error: MigrateError): readonly Knowledge[] {
  // For golang-migrate's own lock the server's code would mislead: it explains table locks, or functions missing in a migration.
  if (error.class === 'lock' || OWN_LOCK.test(error.message)) return [BY_KEY.get(`class ${error.class}`)!];
  if (error.class === 'not-started') {
    const start = startFailureOf(error.message);
    return [
      ...(start === undefined ? [] : [BY_KEY.get(`start ${start}`)!]),
      BY_KEY.get('class not-started')!,
    ];
  }
  const number = isMysql(error) ? BY_KEY.get(`mysql ${error.vendorCode}`) : undefined;
  const sqlState = sqlStateOf(error);
  const state = sqlState === null ? undefined : BY_KEY.get(`sqlstate ${sqlState}`);
  const cockroach =
    sqlState !== null && saidByCockroach(error) ? BY_KEY.get(`cockroach ${sqlState}`) : undefined;
  return [number, cockroach ?? state, BY_KEY.get(`class ${error.class}`)].filter((one) => one !== undefined);
}

const OWN_LOCK = /try lock failed|failed to (?:fetch|set|release) migration lock/;
