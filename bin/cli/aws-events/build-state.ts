import { ACCOUNT, arnOf, iso, REGION } from './place.ts';
import { stableUuid } from './stable-id.ts';

export interface Build {
  readonly project: string;
  /** A UUID, as CodeBuild makes them. */
  readonly id: string;
  readonly startedAt: number;
  /** Default: the log group that CodeBuild chooses. */
  readonly logGroup?: string;
  /** Default: the build's id. */
  readonly logStream?: string;
}

export interface BuildPhase {
  readonly type: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** CodeBuild's words; `undefined` when it has none. */
  readonly context?: string | undefined;
}

/**
 * CodeBuild *Build State Change*. The event of a build in progress has no `phases`.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
 */
export function buildState(
  build: Build,
  status: string,
  at: number,
  phases: readonly BuildPhase[] = [],
): unknown {
  const { project, id, startedAt, logGroup = `/aws/codebuild/${project}`, logStream = id } = build;
  const buildId = arnOf('codebuild', `build/${project}:${id}`);
  return {
    version: '0',
    id: stableUuid(id, status),
    'detail-type': 'CodeBuild Build State Change',
    source: 'aws.codebuild',
    account: ACCOUNT,
    time: iso(at),
    region: REGION,
    resources: [buildId],
    detail: {
      'build-status': status,
      'project-name': project,
      'build-id': buildId,
      'additional-information': {
        artifact: { location: '' },
        environment: {
          image: 'aws/codebuild/standard:7.0',
          'privileged-mode': false,
          'compute-type': 'BUILD_GENERAL1_SMALL',
          type: 'LINUX_CONTAINER',
          'environment-variables': [],
        },
        'timeout-in-minutes': 60,
        'build-complete': status !== 'IN_PROGRESS',
        initiator: 'deploy',
        'build-start-time': zoneless(startedAt),
        source: { type: 'CODECOMMIT' },
        logs: {
          'group-name': logGroup,
          'stream-name': logStream,
          'deep-link': `https://console.aws.amazon.com/cloudwatch/home?region=${REGION}#logEvent:group=${logGroup};stream=${logStream}`,
        },
        ...(status !== 'IN_PROGRESS' && { phases: phases.map(phaseOf) }),
      },
      'current-phase': status === 'IN_PROGRESS' ? 'SUBMITTED' : 'COMPLETED',
      'current-phase-context': '[]',
      version: '1',
    },
  };
}

function phaseOf({ type, status, startedAt, endedAt, context }: BuildPhase) {
  return {
    // CodeBuild writes `: ` for a phase without a message.
    'phase-context': [context ?? ': '],
    'start-time': zoneless(startedAt),
    'end-time': zoneless(endedAt),
    'duration-in-seconds': Math.round((endedAt - startedAt) / 1_000),
    'phase-type': type,
    'phase-status': status,
  };
}

/** `Mar 2, 2026 8:30:00 AM`, as CodeBuild writes its times: UTC, without saying so. */
function zoneless(at: number): string {
  return new Date(at)
    .toLocaleString('en-US', {
      timeZone: 'UTC',
      month: 'short',
      day: 'numeric',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      second: '2-digit',
    })
    .replace(/(\d{4}),/, '$1');
}
