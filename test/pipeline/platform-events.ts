import { buildState } from '../../bin/cli/aws-events/build-state.ts';
import * as aws from '../../bin/cli/aws-events/task-state.ts';
import { MINUTE, NIGHT } from './page-world.ts';

const task = (command?: readonly string[]): aws.Task => ({
  id: '0123456789abcdef0123456789abcdef',
  cluster: 'main',
  family: 'orders-migrate',
  containers: [{ name: 'migrate', command }],
});

/** The container `migrate` runs, with this command in the task's overrides. */
export function taskRan(command: readonly string[]): unknown {
  return aws.taskRunning(task(command), NIGHT - 1_000, NIGHT - 500);
}

/** The same task when it has stopped. */
export function taskStopped({
  exitCode,
  reason,
  containerReason,
}: {
  exitCode: number | null;
  reason: string;
  containerReason?: string;
}): unknown {
  const at = NIGHT + MINUTE;
  const end = {
    at,
    stopCode: 'EssentialContainerExited',
    stoppedReason: reason,
    containers: { migrate: { exitCode: exitCode ?? undefined, reason: containerReason } },
  };
  return aws.taskStopped(task(), NIGHT - 1_000, end, at + 1_000);
}

/** The phase BUILD of a build of the project `orders` failed with these words. */
export function buildFailed(logGroup: string, logStream: string, words: string): unknown {
  const startedAt = NIGHT - MINUTE;
  const build = {
    project: 'orders',
    id: '8745a7a9-c340-456a-9166-edf953571b00',
    startedAt,
    logGroup,
    logStream,
  };
  const phase = { type: 'BUILD', status: 'FAILED', startedAt, endedAt: NIGHT + MINUTE, context: words };
  return buildState(build, 'FAILED', NIGHT + MINUTE, [phase]);
}

/** The words of a command line, as a task definition lists them. */
export function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(
    ([word, double, single]) => double ?? single ?? word,
  );
}
