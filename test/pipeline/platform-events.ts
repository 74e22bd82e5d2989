import { MINUTE, NIGHT } from './page-world.ts';

const TASK = 'arn:aws:ecs:eu-west-1:111122223333:task/main/0123456789abcdef0123456789abcdef';
const iso = (at: number) => new Date(at).toISOString();

function taskEvent(
  at: number,
  version: number,
  lastStatus: string,
  detail: object,
  container: object,
): unknown {
  return {
    version: '0',
    id: 'c0ffee00-0000-4000-8000-000000000000',
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: '111122223333',
    time: iso(at),
    region: 'eu-west-1',
    resources: [TASK],
    detail: {
      taskArn: TASK,
      lastStatus,
      desiredStatus: lastStatus,
      version,
      startedAt: iso(NIGHT - 1_000),
      containers: [{ name: 'migrate', image: 'orders:7', lastStatus, ...container }],
      ...detail,
    },
  };
}

/** ECS *Task State Change*: the container `migrate` runs, with this command in the task's overrides. */
export function taskRan(command: readonly string[]): unknown {
  const overrides = { containerOverrides: [{ name: 'migrate', command }] };
  return taskEvent(NIGHT - 500, 2, 'RUNNING', { overrides }, {});
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
  const detail = { stopCode: 'EssentialContainerExited', stoppedReason: reason, stoppedAt: iso(at) };
  return taskEvent(at + 1_000, 5, 'STOPPED', detail, {
    exitCode,
    ...(containerReason && { reason: containerReason }),
  });
}

/** CodeBuild *Build State Change*: the phase BUILD failed with these words. */
export function buildFailed(logGroup: string, logStream: string, words: string): unknown {
  const id = `arn:aws:codebuild:eu-west-1:111122223333:build/orders:${logStream}`;
  return {
    'detail-type': 'CodeBuild Build State Change',
    source: 'aws.codebuild',
    time: iso(NIGHT + MINUTE),
    detail: {
      'build-status': 'FAILED',
      'build-id': id,
      'project-name': 'orders',
      'additional-information': {
        'build-start-time': 'Mar 5, 2026 2:12:00 AM',
        logs: { 'group-name': logGroup, 'stream-name': logStream },
        phases: [{ 'phase-type': 'BUILD', 'phase-status': 'FAILED', 'phase-context': [words] }],
      },
    },
  };
}
