import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { buildMigrate } from '../../../scripts/local-databases/build-migrate.ts';

/** A line with the time at which it was printed, epoch ms: a log event. */
export interface PrintedLine {
  readonly timestamp: number;
  readonly message: string;
}

/** One run of the real `migrate`, as a container of an ECS task would have run it. */
export interface MigrateTask {
  /** 32 hex digits. */
  readonly taskId: string;
  /** As the awslogs driver names it. */
  readonly logStream: string;
  /** Origin id of its container. */
  readonly origin: string;
  readonly lines: readonly PrintedLine[];
  /** `137` for SIGKILL. */
  readonly exitCode: number;
}

export const CONTAINER = 'migrate';

/**
 * Runs the real `migrate` with `words` to its end, or until `signal` when `ready` holds.
 *
 * @param printed gets each line when it is printed
 */
export async function runMigrate(
  words: readonly string[],
  kill?: { readonly signal: NodeJS.Signals; readonly ready: () => Promise<boolean> },
  printed: (line: PrintedLine) => void = () => {},
): Promise<MigrateTask> {
  const child = spawn(await buildMigrate('v4.19.1'), words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: PrintedLine[] = [];
  let rest = '';
  const take = (chunk: Buffer) => {
    const parts = (rest + chunk.toString('utf8')).split('\n');
    rest = parts.pop()!;
    for (const message of parts) {
      if (message === '') continue;
      const line = { timestamp: Date.now(), message };
      lines.push(line);
      printed(line);
    }
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const closed = new Promise<number>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143))),
  );
  if (kill) {
    while (!(await kill.ready())) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(kill.signal);
  }
  const exitCode = await closed;
  if (rest !== '') lines.push({ timestamp: Date.now(), message: rest });
  return { ...newTask(), lines, exitCode };
}

/** Where the lines of a task that nobody has seen yet will be. */
export function newTask(): Pick<MigrateTask, 'taskId' | 'logStream' | 'origin'> {
  const taskId = randomUUID().replaceAll('-', '');
  return { taskId, logStream: `orders/${CONTAINER}/${taskId}`, origin: `ecs/${taskId}/${CONTAINER}` };
}
