import { type ChildProcess, spawn } from 'node:child_process';

/** A throw-away database server on loopback, with one administrator and one ordinary account for golang-migrate. */
export interface DatabaseServer {
  readonly port: number;
  /** Drops and creates `database`, owned by the ordinary account. */
  createDatabase(database: string): Promise<void>;
  /** The `-database` value for golang-migrate with the ordinary account; `scheme` picks the driver. */
  url(database: string, scheme?: string): string;
  /** Runs SQL as administrator; one line per row, columns separated by a tab. Throws with the server's words. */
  query(sql: string, database: string): Promise<string>;
  /** Runs SQL in a session that keeps its locks, idle, until the function this resolves to is called. */
  hold(sql: string, database: string): Promise<() => Promise<void>>;
  /** Ends the server at once, as a power cut would; open connections break. */
  crash(): Promise<void>;
  /** Starts it again on the same port after {@link DatabaseServer.crash}. */
  start(): Promise<void>;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
}

/** The ordinary account's name, on every server. */
export const MIGRATE_USER = 'migrate';

/** The ordinary account's password: a fake one, for servers that live for minutes on loopback. */
export const FAKE_PASSWORD = 'not-a-real-password';

/** Sends `signal` to a server and waits until it is gone. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

/**
 * Resolves when `probe` succeeds; tries every 50 ms.
 *
 * Throws after 30 s, or at once when the server process has ended, with the probe's last complaint.
 */
export async function untilReady(child: ChildProcess, probe: () => Promise<unknown>): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  for (;;) {
    try {
      await probe();
      return;
    } catch (error) {
      if (child.exitCode !== null)
        throw new Error(`the server ended with exit code ${child.exitCode}`, { cause: error });
      if (Date.now() > giveUpAt) throw new Error('the server was not ready within 30 s', { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Starts a client program that reads SQL from its standard input, runs `sql` there and leaves it waiting for more.
 *
 * `sayReady` must make the client print `session-ready` at once.
 */
export async function holdSession(
  client: string,
  clientArguments: readonly string[],
  env: NodeJS.ProcessEnv,
  sql: string,
  sayReady = "SELECT 'session-ready';",
): Promise<() => Promise<void>> {
  const session = spawn(client, clientArguments, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ready = new Promise<void>((resolve, reject) => {
    session.stdout.on('data', (chunk: Buffer) => chunk.includes('session-ready') && resolve());
    session.once('exit', (code) => reject(new Error(`the session ended with exit code ${code}: ${sql}`)));
  });
  session.stdin.write(`${sql};\n${sayReady}\n`);
  await ready;
  return () => endProcess(session, 'SIGTERM');
}
