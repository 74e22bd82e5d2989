import type { Entry } from './knowledge.ts';

/**
 * SQLSTATEs that migrations on PostgreSQL and compatible servers run into. The comment is the condition's name.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export const SQLSTATE_KNOWLEDGE: Readonly<Record<string, Entry>> = {
  // connection_exception
  '08000': {
    title: 'The connection failed',
    meaning: 'The session with the server broke or could not be used.',
    cause: 'Network, proxy or pooler between golang-migrate and the server.',
    firstStep: 'Check whether the server is up and the session is gone.',
    doNot: 'Do not run it again while a session is still executing the migration.',
    retrySafe: 'after-fix',
  },
  // connection_does_not_exist
  '08003': {
    title: 'The connection was already closed',
    meaning: 'A statement was sent on a connection that is gone.',
    cause: 'A pooler or firewall that closes idle connections during a long migration.',
    firstStep: 'Look at the recorded version: the migration may have finished.',
    doNot: 'Do not assume that it failed just because the connection did.',
    retrySafe: 'after-fix',
  },
  // connection_failure
  '08006': {
    title: 'The connection broke',
    meaning: 'The connection ended while it was in use.',
    cause: 'A failover, a restart, or a network fault.',
    firstStep: 'Check whether a session is still executing the migration.',
    doNot: 'Do not run it again before that session is gone.',
    retrySafe: 'after-fix',
  },
  // protocol_violation
  '08P01': {
    title: 'Client and server misunderstood each other',
    meaning: 'The server got messages it did not expect.',
    cause: 'A pooler in transaction mode (PgBouncer) between golang-migrate and PostgreSQL.',
    firstStep: 'Connect to PostgreSQL itself, not through the pooler.',
    doNot: 'Do not run migrations through a transaction pooler: locks do not hold there.',
    retrySafe: 'after-fix',
  },
  // feature_not_supported
  '0A000': {
    title: 'The server cannot do this',
    meaning: 'The statement is valid but not supported here.',
    cause: 'A newer syntax on an older server, or altering a column that a view or a generated column uses.',
    firstStep: 'Read the message for what exactly is not supported.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // cardinality_violation
  '21000': {
    title: 'A subquery returned several rows',
    meaning: 'A subquery that should return one value returned more than one row.',
    cause: 'Data that an UPDATE … = (SELECT …) did not expect.',
    firstStep: 'Run the subquery alone and look at its rows.',
    doNot: 'Do not add LIMIT 1 before you know which row is right.',
    retrySafe: 'after-fix',
  },
  // string_data_right_truncation
  '22001': {
    title: 'A text is too long for its column',
    meaning: 'A value has more characters than the column allows.',
    cause: 'Making a column shorter, or copying into a shorter one.',
    firstStep: 'Find the rows that are too long.',
    doNot: 'Do not cut data to make it fit without asking its owner.',
    retrySafe: 'after-fix',
  },
  // numeric_value_out_of_range
  '22003': {
    title: 'A number does not fit',
    meaning: 'A value is larger than the type can hold.',
    cause: 'Changing bigint to integer, or a sum in a backfill.',
    firstStep: 'Find the rows outside the new range.',
    doNot: 'Do not retry: the data must fit first.',
    retrySafe: 'after-fix',
  },
  // null_value_not_allowed
  '22004': {
    title: 'A null value is not allowed here',
    meaning: 'A null came where the statement needs a value.',
    cause: 'A function or dynamic SQL that got a null.',
    firstStep: 'Find where the null comes from.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // invalid_datetime_format
  '22007': {
    title: 'A text is not a date',
    meaning: 'A value could not be read as a date or time.',
    cause: 'Changing a text column to a timestamp.',
    firstStep: 'Find the rows whose text is not a date.',
    doNot: 'Do not guess the format: check with the owner of the data.',
    retrySafe: 'after-fix',
  },
  // datetime_field_overflow
  '22008': {
    title: 'A date does not exist',
    meaning: 'A day, month or hour is out of range.',
    cause: 'Day and month exchanged, or another DateStyle on the server.',
    firstStep: 'Compare the DateStyle of the server with the data.',
    doNot: 'Do not change DateStyle for the whole server.',
    retrySafe: 'after-fix',
  },
  // division_by_zero
  '22012': {
    title: 'Division by zero',
    meaning: 'A computed value divides by zero.',
    cause: 'A backfill over rows that hold 0.',
    firstStep: 'Find the rows whose divisor is 0.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // invalid_parameter_value
  '22023': {
    title: 'A parameter has a wrong value',
    meaning: 'A setting or an argument is not allowed.',
    cause: 'A time zone, a search path or a storage parameter with a typing error.',
    firstStep: 'Read the message for the name of the parameter.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // invalid_text_representation
  '22P02': {
    title: 'A text cannot be converted',
    meaning: 'A value does not look like its new type.',
    cause: 'Text to integer, uuid, boolean or an enum without that label.',
    firstStep: 'Find the rows that do not convert.',
    doNot: 'Do not delete those rows just to continue.',
    retrySafe: 'after-fix',
  },
  // not_null_violation
  '23502': {
    title: 'A column has nulls',
    meaning: 'A row lacks the value that NOT NULL requires.',
    cause: 'SET NOT NULL, or a new NOT NULL column without a default.',
    firstStep: 'Count the rows that are null; fill them first.',
    doNot: 'Do not fill them with a made-up value.',
    retrySafe: 'after-fix',
  },
  // foreign_key_violation
  '23503': {
    title: 'A row points to nothing',
    meaning: 'A foreign key names a row that is not there.',
    cause: 'Adding a foreign key to data with orphans, or deleting a row still in use.',
    firstStep: 'Find the orphans with a LEFT JOIN.',
    doNot: 'Do not delete orphans without asking their owner.',
    retrySafe: 'after-fix',
  },
  // unique_violation
  '23505': {
    title: 'A value is there twice',
    meaning: 'Two rows have the same value where it must be unique.',
    cause: 'A unique index or key on data with duplicates, or a seed that was inserted before.',
    firstStep: 'Find the duplicates with GROUP BY … HAVING count(*) > 1.',
    doNot: 'Do not run a CONCURRENTLY index again before the invalid one is dropped.',
    retrySafe: 'after-fix',
  },
  // check_violation
  '23514': {
    title: 'A row breaks a check',
    meaning: 'A row does not satisfy a CHECK constraint.',
    cause: 'Adding a check to old data.',
    firstStep: 'Find the rows, or add the check NOT VALID and validate later.',
    doNot: 'Do not drop the check just to continue.',
    retrySafe: 'after-fix',
  },
  // exclusion_violation
  '23P01': {
    title: 'Two rows overlap',
    meaning: 'An exclusion constraint found two rows that exclude each other.',
    cause: 'Adding the constraint to data that overlaps.',
    firstStep: 'Find the overlapping pairs.',
    doNot: 'Do not delete one of them without asking its owner.',
    retrySafe: 'after-fix',
  },
  // active_sql_transaction
  '25001': {
    title: 'This cannot run inside a transaction',
    meaning: 'The statement must not be in a transaction, and the file made it part of one.',
    cause: 'CREATE INDEX CONCURRENTLY, VACUUM or CREATE DATABASE in a file with other statements.',
    firstStep: 'Put the statement alone into a file of its own.',
    doNot: 'Do not retry: it fails the same way. Do not add BEGIN or COMMIT around it.',
    retrySafe: 'after-fix',
  },
  // read_only_sql_transaction
  '25006': {
    title: 'The server is read-only',
    meaning: 'Writing is not allowed on this connection.',
    cause: 'The URL names a replica or reader endpoint, or a failover has just happened.',
    firstStep: 'Check that the URL names the writer.',
    doNot: 'Do not switch the replica to read-write.',
    retrySafe: 'after-fix',
  },
  // in_failed_sql_transaction
  '25P02': {
    title: 'The transaction had already failed',
    meaning: 'A statement came after an error in the same transaction.',
    cause: 'Mostly the second error of a pair: the first is the cause.',
    firstStep: 'Read the error before this one.',
    doNot: 'Do not search for a fault in this statement.',
    retrySafe: 'after-fix',
  },
  // idle_in_transaction_session_timeout
  '25P03': {
    title: 'The session was idle for too long',
    meaning: 'The server ended a session that sat in an open transaction.',
    cause: 'The limit idle_in_transaction_session_timeout and a client that paused.',
    firstStep: 'Look why the client paused between statements.',
    doNot: 'Do not switch the limit off for the whole server.',
    retrySafe: 'yes',
  },
  // invalid_sql_statement_name
  '26000': {
    title: 'A prepared statement is missing',
    meaning: 'The server does not know the prepared statement.',
    cause: 'A pooler in transaction mode between golang-migrate and PostgreSQL.',
    firstStep: 'Connect to PostgreSQL itself.',
    doNot: 'Do not run migrations through a transaction pooler.',
    retrySafe: 'after-fix',
  },
  // invalid_authorization_specification
  '28000': {
    title: 'The login was refused',
    meaning: 'The server does not let this user in from here.',
    cause: 'No pg_hba.conf entry, TLS demanded, or a role that must not log in.',
    firstStep: 'Try the same user from the same network with psql.',
    doNot: 'Do not open pg_hba.conf to everyone.',
    retrySafe: 'after-fix',
  },
  // invalid_password
  '28P01': {
    title: 'The password is wrong',
    meaning: 'The server refused the password.',
    cause: 'A rotated secret, or special characters that are not URL-encoded.',
    firstStep: 'Check which version of the secret the task got.',
    doNot: 'Do not print the password to compare it.',
    retrySafe: 'after-fix',
  },
  // dependent_objects_still_exist
  '2BP01': {
    title: 'Something still depends on it',
    meaning: 'The object cannot be dropped: views, keys or functions use it.',
    cause: 'A DROP before what uses it was changed.',
    firstStep: 'Read the DETAIL lines: they list what depends on it.',
    doNot: 'Do not add CASCADE before you have read that list.',
    retrySafe: 'after-fix',
  },
  // invalid_transaction_termination
  '2D000': {
    title: 'COMMIT is not allowed here',
    meaning: 'A procedure or DO block tried to commit inside a transaction.',
    cause: 'A procedure that commits, in a file with other statements.',
    firstStep: 'Put the call alone into a file of its own.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // invalid_catalog_name
  '3D000': {
    title: 'The database does not exist',
    meaning: 'The server has no database of that name.',
    cause: 'A typing error in the URL, or a database not yet created.',
    firstStep: 'List the databases on that server.',
    doNot: 'Do not create it before you know that the server is the right one.',
    retrySafe: 'after-fix',
  },
  // invalid_schema_name
  '3F000': {
    title: 'The schema does not exist',
    meaning: 'No schema of that name, or nothing to create in.',
    cause: 'The setting search_path names a schema that a later migration creates.',
    firstStep: 'Check search_path in the URL and the order of the files.',
    doNot: 'Do not create the schema by hand if a migration does.',
    retrySafe: 'after-fix',
  },
  // serialization_failure
  '40001': {
    title: 'It collided with another transaction',
    meaning: 'The server could not order two transactions and ended this one.',
    cause: 'Other writers during the migration.',
    firstStep: 'Force the version before, then run again at a quieter time.',
    doNot: 'Do not raise the isolation level to avoid it.',
    retrySafe: 'after-fix',
  },
  // deadlock_detected
  '40P01': {
    title: 'Deadlock',
    meaning: 'Two sessions waited for each other; the server ended this one.',
    cause:
      'Application traffic that locks the same tables in another order, or two migrators with CREATE INDEX CONCURRENTLY.',
    firstStep: 'Force the version before, then run again; look for the other session in the server log.',
    doNot: 'Do not start two migrators at once.',
    retrySafe: 'after-fix',
  },
  // insufficient_privilege
  '42501': {
    title: 'A right is missing',
    meaning: 'The user may not do this.',
    cause:
      'The migration user does not own the table, or may not create in the schema (public, since PostgreSQL 15).',
    firstStep: 'Find out who owns the object and grant what is missing.',
    doNot: 'Do not run the migration as superuser: the new objects get the wrong owner.',
    retrySafe: 'after-fix',
  },
  // syntax_error
  '42601': {
    title: 'Syntax error',
    meaning: 'The server could not read the SQL.',
    cause: 'A typing error, or SQL of another engine or version.',
    firstStep: 'Go to the line and column in the file, if the error names them.',
    doNot: 'Do not force the version: nothing of the statement was done.',
    retrySafe: 'after-fix',
  },
  // invalid_name
  '42602': {
    title: 'A name is not valid',
    meaning: 'An identifier is malformed.',
    cause: 'A quoting error in dynamic SQL.',
    firstStep: 'Read the name in the message.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // invalid_column_definition
  '42611': {
    title: 'A column definition is not valid',
    meaning: 'The definition contradicts itself.',
    cause: 'A generated column or a default that is not allowed.',
    firstStep: 'Read the definition against the manual of this server version.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // name_too_long
  '42622': {
    title: 'A name is too long',
    meaning: 'An identifier has more than 63 bytes.',
    cause: 'Generated names of indexes and keys.',
    firstStep: 'Shorten the name.',
    doNot: 'Do not rely on the server to cut it: two names can become one.',
    retrySafe: 'after-fix',
  },
  // duplicate_column
  '42701': {
    title: 'The column exists already',
    meaning: 'ADD COLUMN names a column that is there.',
    cause: 'A migration that ran before, or a change made by hand.',
    firstStep: 'Compare the column with the one in the file.',
    doNot: 'Do not drop the column: it may hold data.',
    retrySafe: 'after-fix',
  },
  // undefined_column
  '42703': {
    title: 'The column does not exist',
    meaning: 'The SQL names a column that is not there.',
    cause: 'A typing error, a renamed column, or migrations in the wrong order.',
    firstStep: 'Look at the columns of the table as it is now.',
    doNot: 'Do not add the column by hand.',
    retrySafe: 'after-fix',
  },
  // undefined_object
  '42704': {
    title: 'The object does not exist',
    meaning: 'A type, role, index, constraint or extension is missing.',
    cause: 'A role that exists only on other servers, or an extension not created.',
    firstStep: 'Read the message for the kind and the name.',
    doNot: 'Do not create a role by hand with a guessed set of rights.',
    retrySafe: 'after-fix',
  },
  // duplicate_object
  '42710': {
    title: 'The object exists already',
    meaning: 'A type, constraint, role or trigger of that name is there.',
    cause: 'A migration that ran before, or a change made by hand.',
    firstStep: 'Compare it with the one in the file.',
    doNot: 'Do not drop it before you know what uses it.',
    retrySafe: 'after-fix',
  },
  // duplicate_function
  '42723': {
    title: 'The function exists already',
    meaning: 'A function with these arguments is there.',
    cause: 'CREATE without OR REPLACE, after an earlier run.',
    firstStep: 'Compare it with the one in the file.',
    doNot: 'Do not drop it if triggers use it.',
    retrySafe: 'after-fix',
  },
  // grouping_error
  '42803': {
    title: 'GROUP BY does not fit',
    meaning: 'A column is neither grouped nor aggregated.',
    cause: 'A view or query written for another engine.',
    firstStep: 'Correct the query.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // datatype_mismatch
  '42804': {
    title: 'Types do not fit together',
    meaning: 'A value or a default cannot be cast to the type.',
    cause: 'ALTER COLUMN … TYPE without USING, or a default of the old type.',
    firstStep: 'Add USING with the conversion; drop the default before and set it after.',
    doNot: 'Do not drop and add the column: its data would be gone.',
    retrySafe: 'after-fix',
  },
  // wrong_object_type
  '42809': {
    title: 'It is another kind of object',
    meaning: 'A table was expected and a view is there, or the other way round.',
    cause: 'Something of the same name made by hand.',
    firstStep: 'Find out what the object is.',
    doNot: 'Do not drop it before you know who created it.',
    retrySafe: 'after-fix',
  },
  // invalid_foreign_key
  '42830': {
    title: 'A foreign key needs a unique target',
    meaning: 'The columns it points to are not unique.',
    cause: 'A missing primary key or unique constraint.',
    firstStep: 'Add the unique constraint in an earlier statement.',
    doNot: 'Do not drop the foreign key just to continue.',
    retrySafe: 'after-fix',
  },
  // undefined_function
  '42883': {
    title: 'The function does not exist',
    meaning: 'No function or operator of that name takes these types.',
    cause: 'A missing extension (uuid-ossp, pgcrypto), a schema outside search_path, or a missing cast.',
    firstStep: 'Look for the extension and the search_path.',
    doNot: 'Do not create a function of that name just to continue.',
    retrySafe: 'after-fix',
  },
  // reserved_name
  '42939': {
    title: 'The name is reserved',
    meaning: 'Names that begin with pg_ belong to the server.',
    cause: 'A schema or role named pg_….',
    firstStep: 'Choose another name.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // undefined_table
  '42P01': {
    title: 'The table does not exist',
    meaning: 'The SQL names a table or view that is not there.',
    cause: 'Migrations in the wrong order, another schema in search_path, or the wrong database.',
    firstStep: 'List the tables and the search_path.',
    doNot: 'Do not create the table by hand.',
    retrySafe: 'after-fix',
  },
  // duplicate_schema
  '42P06': {
    title: 'The schema exists already',
    meaning: 'CREATE SCHEMA names a schema that is there.',
    cause: 'An earlier run, or a change made by hand.',
    firstStep: 'Check what is in it.',
    doNot: 'Do not drop it: it may hold data.',
    retrySafe: 'after-fix',
  },
  // duplicate_table
  '42P07': {
    title: 'The table or index exists already',
    meaning: 'CREATE names a table, index or view that is there.',
    cause: 'A migration that ran before and was not recorded, or a failed CONCURRENTLY index that stayed.',
    firstStep: 'Compare it with the one in the file; look for invalid indexes.',
    doNot: 'Do not add IF NOT EXISTS before you know that both are equal.',
    retrySafe: 'after-fix',
  },
  // invalid_table_definition
  '42P16': {
    title: 'The table definition is not valid',
    meaning: 'The definition contradicts itself or the table.',
    cause: 'A second primary key, or a view whose columns change with OR REPLACE.',
    firstStep: 'Read the message for the column or key.',
    doNot: 'Do not drop the primary key just to continue.',
    retrySafe: 'after-fix',
  },
  // invalid_object_definition
  '42P17': {
    title: 'The definition is not valid',
    meaning: 'An index, a key or a partition uses something that is not allowed there.',
    cause: 'An index on a function that is not IMMUTABLE, or a table that is not partitioned.',
    firstStep: 'Use an immutable expression, or a partitioned table.',
    doNot: 'Do not mark a function IMMUTABLE that is not.',
    retrySafe: 'after-fix',
  },
  // disk_full
  '53100': {
    title: 'The disk is full',
    meaning: 'The server could not write.',
    cause: 'A table rewrite or an index build, which needs as much room again.',
    firstStep: 'Free or add storage, then check whether the server is healthy.',
    doNot: 'Do not run it again before there is room.',
    retrySafe: 'after-fix',
  },
  // out_of_memory
  '53200': {
    title: 'The server has no memory left',
    meaning: 'A statement needed more memory than there was.',
    cause: 'Too low a max_locks_per_transaction with very many tables, or a large sort.',
    firstStep: 'Read the HINT: it names the setting.',
    doNot: 'Do not run it again unchanged.',
    retrySafe: 'after-fix',
  },
  // too_many_connections
  '53300': {
    title: 'No connection is free',
    meaning: 'The server has reached max_connections.',
    cause: 'A deployment that starts new tasks while the old ones are still running.',
    firstStep: 'Find out who holds the connections.',
    doNot: 'Do not end sessions at random.',
    retrySafe: 'yes',
  },
  // program_limit_exceeded
  '54000': {
    title: 'A limit of the server was passed',
    meaning: 'Something is larger than the server allows.',
    cause: 'An index over a long text, or a very large statement.',
    firstStep: 'Read the message for the limit.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // too_many_columns
  '54011': {
    title: 'Too many columns',
    meaning: 'The table would have more than 1600 columns, dropped ones included.',
    cause: 'Columns added and dropped over years.',
    firstStep: 'Create a new table and copy the rows.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // object_not_in_prerequisite_state
  '55000': {
    title: 'The object is not ready for this',
    meaning: 'The object is in a state that does not allow the statement.',
    cause: 'A setting that needs a restart, a sequence not used yet, or a replica.',
    firstStep: 'Read the message for what is missing.',
    doNot: 'Do not retry before that is done.',
    retrySafe: 'after-fix',
  },
  // object_in_use
  '55006': {
    title: 'The object is in use',
    meaning: 'Something is using the object that should be changed.',
    cause: 'Dropping a database with connections, or altering a table with pending triggers.',
    firstStep: 'Find out who is using it.',
    doNot: 'Do not end sessions before you know whose they are.',
    retrySafe: 'after-fix',
  },
  // lock_not_available
  '55P03': {
    title: 'Could not get the lock in time',
    meaning: 'Another session held the table longer than lock_timeout.',
    cause: 'A long query, a forgotten transaction or autovacuum on the same table.',
    firstStep: 'Find out who blocks it, then run again at a quieter time.',
    doNot: 'Do not raise lock_timeout: everyone would queue behind the migration.',
    retrySafe: 'after-fix',
  },
  // unsafe_new_enum_value_usage
  '55P04': {
    title: 'A new enum value was used too early',
    meaning: 'A value added to an enum can be used only after its transaction.',
    cause: 'ALTER TYPE … ADD VALUE and its use in one file.',
    firstStep: 'Put the use into the next file.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // query_canceled
  '57014': {
    title: 'The statement was cancelled',
    meaning: 'A time limit passed, or someone cancelled it.',
    cause:
      'The limit statement_timeout of the server, or x-statement-timeout of golang-migrate; a large table.',
    firstStep: 'Read whether it says timeout or user request, and measure the statement.',
    doNot: 'Do not switch the limit off: batch the work, or give this migration its own limit.',
    retrySafe: 'after-fix',
  },
  // admin_shutdown
  '57P01': {
    title: 'The server ended the session',
    meaning: 'The session was terminated by an administrator or a shutdown.',
    cause: 'A restart, a failover, or pg_terminate_backend.',
    firstStep: 'Wait for the server, then look at the recorded version.',
    doNot: 'Do not run it again during the failover.',
    retrySafe: 'after-fix',
  },
  // crash_shutdown
  '57P02': {
    title: 'The server crashed',
    meaning: 'A server process crashed and all sessions were ended.',
    cause: 'Memory ran out, or a fault in the server or an extension.',
    firstStep: 'Wait for recovery, read the server log.',
    doNot: 'Do not run the same statement again before you know why.',
    retrySafe: 'after-fix',
  },
  // cannot_connect_now
  '57P03': {
    title: 'The server is starting or stopping',
    meaning: 'The server does not take connections yet.',
    cause: 'A restart or a failover.',
    firstStep: 'Wait and try again.',
    doNot: 'Do not restart it again.',
    retrySafe: 'yes',
  },
  // undefined_file
  '58P01': {
    title: 'A file is missing on the server',
    meaning: 'The server did not find a file.',
    cause: 'An extension that is not installed on this server.',
    firstStep: 'Check which extensions this server offers.',
    doNot: 'Do not retry: it fails the same way.',
    retrySafe: 'after-fix',
  },
  // raise_exception
  P0001: {
    title: 'The migration raised an error itself',
    meaning: 'A RAISE EXCEPTION in SQL of the migration or in a trigger.',
    cause: 'A check that the author put there on purpose.',
    firstStep: 'Read its message: it is meant for you.',
    doNot: 'Do not remove the check just to continue.',
    retrySafe: 'after-fix',
  },
  // assert_failure
  P0004: {
    title: 'An assertion failed',
    meaning: 'An ASSERT in PL/pgSQL did not hold.',
    cause: 'A check that the author put there on purpose.',
    firstStep: 'Read its message.',
    doNot: 'Do not remove the check just to continue.',
    retrySafe: 'after-fix',
  },
  // internal_error
  XX000: {
    title: 'The server has an internal error',
    meaning: 'Something happened that should not.',
    cause: 'Often "tuple concurrently updated": two sessions changed the same object. Else a fault.',
    firstStep: 'Read the message; run again only for the concurrent update.',
    doNot: 'Do not ignore it when it names corruption.',
    retrySafe: 'after-fix',
  },
  // data_corrupted
  XX001: {
    title: 'Data is damaged',
    meaning: 'The server read a page that is broken.',
    cause: 'Storage or memory faults.',
    firstStep: 'Stop, and call the people who keep the backups.',
    doNot: 'Do not run anything that writes.',
    retrySafe: 'no',
  },
  // index_corrupted
  XX002: {
    title: 'An index is damaged',
    meaning: 'The server found an index that does not fit its table.',
    cause: 'Storage faults, or a new version of the C library (collations).',
    firstStep: 'Stop, and plan a REINDEX with the people who run the server.',
    doNot: 'Do not run anything that relies on that index.',
    retrySafe: 'no',
  },
};
