/** golang-migrate releases whose wording differs; most scenarios run on the last one. */
export const VERSIONS = ['v4.15.2', 'v4.17.1', 'v4.18.1', 'v4.19.1'] as const;
export type Version = (typeof VERSIONS)[number] | 'v4.20.1';
export const NEWEST: Version = 'v4.19.1';

/** Which driver golang-migrate uses: `postgres` is lib/pq, `mysql` talks to MariaDB, `cockroachdb` to PostgreSQL. */
export type Engine = 'postgres' | 'pgx5' | 'cockroachdb' | 'mysql' | 'sqlite';

/** What to wait for while `migrate` runs. SQL is asked every 30 ms as administrator and must answer `t` or `1`. */
export type When = { readonly stderr: string } | { readonly sql: string };

/** What happens to a running `migrate` from outside. */
export type Disturbance =
  | { readonly when: When; readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' }
  | { readonly when: When; readonly sql: string }
  | { readonly when: When; readonly crashServer: true };

/** One invocation of `migrate`, with what is changed just before it. */
export interface Step {
  /** Command and its arguments, separated by spaces; may be empty. */
  readonly run: string;
  /** Run `scripts/capture/library`, a service that migrates when it starts, with this logger, instead of the CLI. */
  readonly library?: string;
  /** Flags before the command, beside -path, -database and -verbose. */
  readonly flags?: readonly string[];
  /** Added to the database URL's query, such as `lock_timeout=500`. */
  readonly params?: string;
  /**
   * The whole -database value instead of the right one; `{port}` is the server's port, `{silent}` one that accepts
   * connections and sends nothing, `{http}` one of a web server; `{migrations}` is the migrations folder. Empty leaves
   * the flag out.
   */
  readonly database?: string;
  /** The whole -path value instead of the migrations folder, relative to it. Empty leaves the flag out. */
  readonly path?: string;
  /** Files put into the migrations folder first; `null` removes one. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Folders that are made inside the migrations folder first. */
  readonly folders?: readonly string[];
  /** SQL run first, as administrator in the scenario's database. */
  readonly sql?: string;
  /** SQL that the administrator runs when this invocation has ended, to undo changes outside the scenario's database. */
  readonly afterwards?: string;
  /** SQL whose session stays open, holding its locks, until this invocation has ended. */
  readonly hold?: string;
  /** Text that is typed into standard input. Without it there is no standard input. */
  readonly stdin?: string;
  /** Run as process 1 of its own process namespace, as the official image does. */
  readonly pid1?: true;
  /** Replaces the machine's name server by one on loopback that does not know any names. */
  readonly knowsNoHost?: true;
  readonly disturb?: readonly Disturbance[];
  /** The next step starts as soon as this holds, while this one still runs. */
  readonly overlapWhen?: When;
  /** True if the step is only preparation, for which no fixture is written. */
  readonly preparation?: true;
}

/** One case: a folder of migrations and what is done with it. */
export interface Scenario {
  /** Names the oddity, in kebab-case; also the fixture's file name. */
  readonly name: string;
  /** What is odd, and what the output cannot say. */
  readonly note: string;
  readonly engine: Engine;
  /** @default only {@link NEWEST} */
  readonly versions?: readonly Version[];
  /** @default plain */
  readonly output?: 'plain' | 'verbose' | 'both';
  readonly migrations: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
