/** The database of one scenario. */
export interface ScenarioDatabase {
  /** The `-database` value; `parameters` are added to its query. */
  url(parameters: readonly string[]): string;
  /** Answers of SQL expressions, asked as administrator, in their order. */
  ask(expressions: readonly string[]): Promise<readonly string[]>;
  /** The row of `schema_migrations`; `null` without one. */
  mark(): Promise<Mark | null>;
  /** Runs statements as the account that golang-migrate uses; they commit one by one. */
  byHand(sql: string): Promise<void>;
  /** Locks the table `gate`, so that its readers wait; resolves to a function that opens it. */
  closeGate(): Promise<() => Promise<void>>;
  /** How many sessions of golang-migrate wait at the gate. */
  waiting(): Promise<number>;
  /** How many sessions of golang-migrate are executing on the server. */
  working(): Promise<number>;
  /** Ends the sessions of golang-migrate that wait at the gate, as an administrator or a failover would. */
  endSessions(): Promise<void>;
  /** Connection URL of the database's own client, where it takes one. */
  readonly clientUrl: string;
  /** Variables of a page's commands in addition to `DATABASE_URL`, `MIGRATIONS` and `PATH`. */
  readonly environment: Readonly<Record<string, string>>;
  drop(): Promise<void>;
}

export interface Mark {
  /** `-1` is possible. */
  readonly version: string;
  readonly dirty: boolean;
}

/** A row `version<tab>dirty`, as the clients print it. */
export function readMark(row: string): Mark | null {
  const [version, dirty] = row.split('\t');
  return version && dirty !== undefined ? { version, dirty: dirty === '1' } : null;
}

export function withParameters(url: string, parameters: readonly string[]): string {
  return parameters.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${parameters.join('&')}`;
}
