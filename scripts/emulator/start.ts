import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilReady } from '../local-databases/database-server.ts';
import { freePort } from '../local-databases/free-port.ts';
import { pythonEnvironment } from '../python-environment.ts';
import { ACCOUNT, clientEnvironment, REGION } from './environment.ts';
import { loopbackOnly } from './loopback.ts';

/** A throw-away AWS on loopback: one account, one region, nothing in it. */
export interface Emulator {
  readonly endpoint: string;
  /** Environment for programs that use the emulator. */
  readonly environment: Readonly<Record<string, string>>;
  /** The emulator's folder, removed at the end. */
  readonly folder: string;
  /** Its log so far, including its functions' workers. */
  log(): string;
  /** Ends it with all workers of its functions, and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts the emulator on a free port of 127.0.0.1.
 *
 * `functionEnvironment` is added to the variables of every function. Throws when it is not
 * ready within 30 s.
 */
export async function startEmulator(
  functionEnvironment: Readonly<Record<string, string>> = {},
): Promise<Emulator> {
  const python = await pythonEnvironment('ministack', join(import.meta.dirname, 'requirements.txt'));
  const folder = mkdtempSync(join(tmpdir(), 'migrate-watch-emulator-'));
  const port = await freePort();
  const endpoint = loopbackOnly(`http://127.0.0.1:${port}`);
  const logFile = join(folder, 'emulator.log');
  const output = openSync(logFile, 'a');
  const child = spawn(python, [join(import.meta.dirname, 'launch.py')], {
    // A separate process group, so that the workers of its functions end with it.
    detached: true,
    stdio: ['ignore', output, output],
    cwd: folder,
    env: {
      ...functionEnvironment,
      PATH: process.env['PATH'],
      HOME: folder,
      TMPDIR: folder,
      PYTHONDONTWRITEBYTECODE: '1',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: REGION,
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      LAMBDA_EXECUTOR: 'local',
      // Lambda waits a minute, then two. The tests check what happens after the tries, so the waits are short.
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: '0.2',
      LAMBDA_ASYNC_RETRY_MAX_SECONDS: '1',
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
    },
  });
  closeSync(output);
  const log = () => readFileSync(logFile, 'utf8');
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group has ended already.
    }
  };
  process.once('exit', kill);
  const stop = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const isRunning = child.exitCode === null && child.signalCode === null;
    kill();
    if (isRunning) await gone;
    process.removeListener('exit', kill);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    await untilReady(child, async () => {
      const { status } = await fetch(`${endpoint}/_ministack/health`);
      if (status !== 200) throw new Error(`health: ${status}`);
    });
  } catch (error) {
    const said = log().slice(-2_000);
    await stop();
    throw new Error(`the emulator did not start:\n${said}`, { cause: error });
  }
  return { endpoint, folder, environment: clientEnvironment(endpoint, folder), log, stop };
}
