import type { ErrorClass } from '../../model/error-class.ts';

/**
 * SQLSTATEs by the server's English messages, for lib/pq up to 1.10, which does not print the SQLSTATE.
 *
 * Only for explanations: a SQLSTATE found here is never written into `MigrateError.sqlState`. Tried in order; first match wins.
 * Where a message means something else at login, a class limits it to errors of that class. A server with another `lc_messages`
 * matches nothing.
 *
 * @see https://github.com/postgres/postgres, src/backend (errmsg beside each errcode)
 */
export const SERVER_WORDING: readonly (readonly [sqlState: string, RegExp, only?: ErrorClass])[] = [
  ['42601', /^syntax error (?:at or near|at end of input)/],
  ['42601', /^(?:unterminated|zero-length) /],
  ['42601', /^INSERT has (?:more|fewer) /],
  ['42P07', /^relation .* already exists$/],
  ['42701', /^column .* of relation .* already exists$/],
  ['42701', /^column .* specified more than once$/],
  ['42P06', /^schema .* already exists$/],
  ['42723', /^function .* already exists/],
  ['42710', /^(?:type|role|extension|constraint|trigger|policy|publication|enum label) .* already exists/],
  ['42710', /^constraint .* for relation .* already exists$/],
  ['42P01', /^(?:relation|table|view|sequence|materialized view) .* does not exist$/],
  ['42703', /^column .* does not exist$/],
  ['42883', /^(?:function|operator|procedure|aggregate)\b.* does not exist/],
  ['3D000', /^database .* does not exist$/],
  ['3F000', /^schema .* does not exist$/],
  ['3F000', /^no schema has been selected to create in$/],
  ['28000', /^role .* is not permitted to log in$/],
  ['28000', /^role .* does not exist$/, 'connection'],
  [
    '42704',
    /^(?:type|role|index|constraint|trigger|policy|extension|collation|tablespace) .* does not exist/,
  ],
  ['42P16', /^multiple primary keys for table/],
  ['42P16', /^cannot (?:drop columns from|change (?:name|data type) of) view/],
  ['42P17', /^functions in index (?:expression|predicate) must be marked IMMUTABLE/],
  ['42P17', /^table .* is not partitioned$/],
  ['42804', /^column .* (?:is of type .* but expression|cannot be cast automatically)/],
  ['42804', /^(?:default for column .* cannot be cast|foreign key constraint .* cannot be implemented)/],
  ['42830', /^there is no unique constraint matching given keys/],
  ['42803', /must appear in the GROUP BY clause/],
  ['42501', /^(?:permission denied|must be (?:owner|superuser|a? ?member))/],
  ['23505', /^(?:duplicate key value violates unique constraint|could not create unique index)/],
  ['23503', /violates foreign key constraint/],
  ['23502', /(?:violates not-null constraint|contains null values$)/],
  ['23514', /(?:violates check constraint|is violated by some row$)/],
  ['23P01', /violates exclusion constraint/],
  ['22001', /^value too long for type/],
  ['22003', /(?:out of range$|^numeric field overflow)/],
  ['22P02', /^invalid input (?:syntax for|value for enum)/],
  ['22012', /^division by zero$/],
  ['25001', /cannot (?:run inside a transaction block|be executed (?:from a function|within a pipeline))/],
  ['25006', /^cannot execute .* in a read-only transaction$/],
  ['25P02', /^current transaction is aborted/],
  ['25P03', /^terminating connection due to idle-in-transaction timeout/],
  ['2BP01', /^cannot drop .* because other objects depend on it/],
  ['2D000', /^invalid transaction termination$/],
  ['28P01', /^password authentication failed/],
  ['28000', /^no pg_hba\.conf entry/],
  // CockroachDB: pkg/sql/conn_executor.go, pkg/sql/parser, pkg/kv
  ['XXA00', /^transaction committed but schema change aborted/],
  ['40003', /^result is ambiguous/],
  ['40001', /^restart transaction: /],
  ['42601', /^at or near ".*": syntax error/],
  ['40001', /^could not serialize access/],
  ['40P01', /^deadlock detected$/],
  ['53100', /No space left on device/],
  ['53200', /^out of (?:memory|shared memory)$/],
  ['53300', /^(?:sorry, too many clients already|too many connections for|remaining connection slots)/],
  ['55P03', /^(?:canceling statement due to lock timeout|could not obtain lock)/],
  ['55P04', /^unsafe use of new value/],
  [
    '55006',
    /^(?:database .* is being accessed by other users|cannot .* because it (?:is being used|has pending trigger events))/,
  ],
  ['57014', /^canceling statement due to (?:statement timeout|user request)/],
  ['57P01', /^terminating connection due to administrator command/],
  ['57P02', /^terminating connection because of crash/],
  ['57P03', /^the database system is (?:starting up|shutting down|in recovery mode|not yet accepting)/],
  ['58P01', /^could not open extension control file/],
  ['21000', /^more than one row returned by a subquery/],
  ['XX000', /^tuple concurrently (?:updated|deleted)$/],
];
