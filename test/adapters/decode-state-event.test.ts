import { describe, expect, test } from 'vitest';
import { ACCOUNT } from '../../bin/cli/aws-events/place.ts';
import { decodeStateEvent, StateEventError } from '../../lambda/adapters/input/decode-state-event.ts';
import type { StartedFact } from '../../lambda/domain/model/fact.ts';
import { factsOf } from '../../lambda/domain/runs/state-event.ts';

const TASK = 'c13b4cb40f1f4fe4a2971f76ae5a47ad';
const TASK_ARN = `arn:aws:ecs:us-west-2:111122223333:task/FargateCluster/${TASK}`;

/** Shape of AWS's own example, with what the tests look at. */
function taskEvent(detail: object, containers: readonly object[]) {
  return {
    version: '0',
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    time: '2026-03-05T10:01:00Z',
    detail: {
      clusterArn: 'arn:aws:ecs:us-west-2:111122223333:cluster/FargateCluster',
      containers: containers.map((container) => ({
        name: 'migrate',
        lastStatus: 'STOPPED',
        cpu: '0',
        ...container,
      })),
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      overrides: { containerOverrides: [{ name: 'migrate' }] },
      startedAt: '2026-03-05T10:00:00.103Z',
      executionStoppedAt: '2026-03-05T10:00:30.5Z',
      stoppedAt: '2026-03-05T10:00:55Z',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      taskArn: TASK_ARN,
      version: 6,
      ...detail,
    },
  };
}

const factsIn = (event: unknown) => factsOf(decodeStateEvent(event), ACCOUNT);
const at = (time: string) => Date.parse(time);

describe('ECS', () => {
  test('a running task starts each running container, its command redacted word by word', () => {
    const event = taskEvent(
      {
        lastStatus: 'RUNNING',
        version: 4,
        overrides: {
          containerOverrides: [
            { name: 'migrate', command: ['-database', 'postgres://bob:s3cret-pw@db/app', 'up'] },
          ],
        },
      },
      [
        { lastStatus: 'RUNNING', image: 'migrate/migrate:v4.19.1' },
        { name: 'sidecar', lastStatus: 'PENDING' },
      ],
    );
    const [told, ...others] = factsIn(event);
    expect(others).toEqual([]);
    expect(told).toMatchObject({
      origin: `ecs/${TASK}/migrate`,
      fact: {
        kind: 'started',
        at: at('2026-03-05T10:00:00.103Z'),
        platform: 'ecs',
        container: 'migrate',
        image: 'migrate/migrate:v4.19.1',
        resource: TASK_ARN,
        command: ['-database', expect.stringContaining('‹password #1'), 'up'],
      },
    });
    expect(JSON.stringify(told)).not.toContain('s3cret');
  });

  test.each<[string, object, object]>([
    [
      'its own ARNs',
      { taskDefinitionArn: 'arn:aws:ecs:us-west-2:111122223333:task-definition/orders:7' },
      { family: 'orders' },
    ],
    ['its group, where nothing else tells it', { group: 'family:orders' }, { family: 'orders' }],
    ['a group that is a service', { group: 'service:orders' }, { family: undefined }],
    [
      'the ARN of the task, where the cluster has none',
      { clusterArn: undefined },
      { cluster: 'FargateCluster' },
    ],
    [
      'neither, in an old ARN',
      { clusterArn: undefined, taskArn: `arn:aws:ecs:us-west-2:111122223333:task/${TASK}` },
      { cluster: undefined },
    ],
  ])('cluster and family are those of %s', (_name, detail, expected) => {
    for (const lastStatus of ['RUNNING', 'STOPPED']) {
      const [told] = factsIn(taskEvent({ ...detail, lastStatus }, [{ lastStatus }]));
      const { cluster, family } = told!.fact as StartedFact;
      expect({ cluster, family }).toEqual({ cluster: 'FargateCluster', family: undefined, ...expected });
    }
  });

  test('each container knows the names of the others', () => {
    const told = factsIn(taskEvent({}, [{ exitCode: 1 }, { name: 'log_router', exitCode: 0 }]));
    expect(told.map(({ fact }) => fact)).toMatchObject([{ beside: ['log_router'] }, { beside: ['migrate'] }]);
    expect(factsIn(taskEvent({}, [{ exitCode: 1 }]))[0]!.fact).not.toHaveProperty('beside');
  });

  test('a reason that the platform gives twice is kept once, with at most 2,000 characters', () => {
    const words = `CannotPullContainerError: ${'x'.repeat(3_000)}`;
    const [told] = factsIn(taskEvent({ stoppedReason: words }, [{ reason: words }]));
    expect(told!.fact).toMatchObject({
      reason: `${words.slice(0, 2_000)} …`,
      ownReason: `${words.slice(0, 2_000)} …`,
    });
  });

  test('a stopped task ends each container with its own exit code, when its execution stopped', () => {
    const told = factsIn(taskEvent({}, [{ exitCode: 1 }, { name: 'sidecar', exitCode: 0 }]));
    expect(told.map(({ origin, fact }) => [origin, fact])).toMatchObject([
      [
        `ecs/${TASK}/migrate`,
        {
          kind: 'ended',
          id: 'ended-6',
          at: at('2026-03-05T10:00:30.5Z'),
          exitCode: 1,
          stopCode: 'EssentialContainerExited',
          reason: 'Essential container in task exited',
          outOfMemory: false,
          version: 6,
        },
      ],
      [`ecs/${TASK}/sidecar`, { exitCode: 0 }],
    ]);
  });

  test.each<{
    readonly name: string;
    readonly detail: object;
    readonly container: object;
    readonly fact: object;
  }>([
    {
      name: 'out of memory',
      detail: {},
      container: { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
      fact: { exitCode: 137, outOfMemory: true },
    },
    {
      name: 'never started: no exit code',
      detail: { stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError' },
      container: {},
      fact: { exitCode: null, stopCode: 'TaskFailedToStart', reason: 'CannotPullContainerError' },
    },
    {
      name: 'a stop code of the future',
      detail: { stopCode: 'MeteorStrike' },
      container: { exitCode: 2 },
      fact: { stopCode: 'MeteorStrike' },
    },
    {
      name: 'no times but the event’s',
      detail: { executionStoppedAt: null, stoppedAt: undefined },
      container: {},
      fact: { at: at('2026-03-05T10:01:00Z') },
    },
    {
      name: 'a container that ends before its task',
      detail: { lastStatus: 'RUNNING', version: 5, stopCode: null },
      container: { exitCode: 0 },
      fact: { at: at('2026-03-05T10:01:00Z'), exitCode: 0, stopCode: null, version: 5 },
    },
  ])('$name', ({ detail, container, fact }) => {
    expect(factsIn(taskEvent(detail, [container]))).toMatchObject([{ fact: { kind: 'ended', ...fact } }]);
  });

  test('a task that is being placed, or in an unknown state, reports nothing', () => {
    for (const lastStatus of ['PROVISIONING', 'PENDING', 'DEPROVISIONING', 'HIBERNATING']) {
      expect(factsIn(taskEvent({ lastStatus }, [{ lastStatus: 'PENDING' }]))).toEqual([]);
    }
  });

  test('repeated events of one version are one fact; a later version is another', () => {
    const ids = [4, 4, 5].map((version) => factsIn(taskEvent({ version }, [{ exitCode: 0 }]))[0]!.fact.id);
    expect(ids).toEqual(['ended-4', 'ended-4', 'ended-5']);
  });
});

const BUILD = '8745a7a9-c340-456a-9166-edf953571bee';
const BUILD_ARN = `arn:aws:codebuild:us-west-2:123456789012:build/deploy:${BUILD}`;

function buildEvent(status: string, information: object | null = {}) {
  return {
    'detail-type': 'CodeBuild Build State Change',
    source: 'aws.codebuild',
    time: '2017-09-01T16:14:28Z',
    detail: {
      'build-status': status,
      'project-name': 'deploy',
      'build-id': BUILD_ARN,
      'additional-information': information && {
        environment: { image: 'aws/codebuild/standard:7.0', 'environment-variables': [] },
        'build-start-time': 'Sep 1, 2017 4:12:29 PM',
        logs: { 'group-name': '/builds', 'stream-name': `main/${BUILD}`, 'deep-link': 'https://…' },
        phases: [
          {
            'phase-type': 'SUBMITTED',
            'phase-status': 'SUCCEEDED',
            'end-time': 'Sep 1, 2017 4:12:29 PM',
            'phase-context': [],
          },
          {
            'phase-type': 'BUILD',
            'phase-status': 'FAILED',
            'end-time': 'Sep 1, 2017 4:14:21 PM',
            'phase-context': [
              ' : ',
              'COMMAND_EXECUTION_ERROR: Error while executing command: make. Reason: exit status 2',
            ],
          },
          { 'phase-type': 'COMPLETED', 'start-time': 'Sep 1, 2017 4:14:26 PM' },
        ],
        ...information,
      },
      version: '1',
    },
  };
}

describe('CodeBuild', () => {
  test('a build in progress starts its log stream’s origin; its times are UTC', () => {
    expect(factsIn(buildEvent('IN_PROGRESS'))).toMatchObject([
      {
        origin: `logs//builds/main/${BUILD}`,
        fact: {
          kind: 'started',
          platform: 'codebuild',
          at: at('2017-09-01T16:12:29Z'),
          image: 'aws/codebuild/standard:7.0',
          resource: BUILD_ARN,
          logGroup: '/builds',
          logStream: `main/${BUILD}`,
        },
      },
    ]);
  });

  test('the end of a build has no exit code, but the words of the phase that failed', () => {
    expect(factsIn(buildEvent('FAILED'))).toMatchObject([
      {
        fact: {
          kind: 'ended',
          at: at('2017-09-01T16:14:21Z'),
          exitCode: null,
          stopCode: 'FAILED',
          reason: 'COMMAND_EXECUTION_ERROR: Error while executing command: make. Reason: exit status 2',
        },
      },
    ]);
  });

  test.each(['SUCCEEDED', 'STOPPED', 'TIMED_OUT', 'FAULT', 'EXPLODED'])('%s is an end', (status) => {
    expect(factsIn(buildEvent(status))).toMatchObject([{ fact: { kind: 'ended', stopCode: status } }]);
  });

  test('a build without log details has the default log stream and the event’s time', () => {
    for (const information of [null, { logs: { 'group-name': 'null', 'stream-name': null }, phases: null }]) {
      expect(factsIn(buildEvent('STOPPED', information))).toMatchObject([
        {
          origin: `logs//aws/codebuild/deploy/${BUILD}`,
          fact: { at: at('2017-09-01T16:14:28Z'), reason: null },
        },
      ]);
    }
  });

  test.each([
    ['Sep 1, 2017 12:00:01 AM', '2017-09-01T00:00:01Z'],
    ['Sep 1, 2017 12:00:01 PM', '2017-09-01T12:00:01Z'],
    ['Dec 31, 2017 11:59:59\u202fPM', '2017-12-31T23:59:59Z'],
    ['Sept 1, 2017 16:12', '2017-09-01T16:14:28Z'],
  ])('%s is %s', (time, expected) => {
    expect(factsIn(buildEvent('IN_PROGRESS', { 'build-start-time': time }))).toMatchObject([
      { fact: { at: at(expected) } },
    ]);
  });

  test('the change of a phase reports nothing', () => {
    const event = { ...buildEvent('FAILED'), 'detail-type': 'CodeBuild Build Phase Change' };
    expect(factsIn(event)).toEqual([]);
  });
});

test.each<{
  readonly name: string;
  readonly event: unknown;
  readonly reason: string;
  readonly message: RegExp;
}>([
  { name: 'no object', event: 'hello', reason: 'not-an-event', message: /not an EventBridge event/ },
  { name: 'null', event: null, reason: 'not-an-event', message: /not an EventBridge event/ },
  {
    name: 'a log batch',
    event: { awslogs: { data: '' } },
    reason: 'not-an-event',
    message: /detail-type: expected string/,
  },
  {
    name: 'another kind',
    event: { ...buildEvent('X'), 'detail-type': 'ECS Service Action' },
    reason: 'unknown-kind',
    message: /"ECS Service Action"/,
  },
  {
    name: 'an invalid time',
    event: { ...buildEvent('X'), time: 'today' },
    reason: 'wrong-shape',
    message: /time is "today"/,
  },
  {
    name: 'no detail',
    event: { ...buildEvent('X'), detail: undefined },
    reason: 'wrong-shape',
    message: /expected object/,
  },
  {
    name: 'containers missing',
    event: taskEvent({ containers: undefined }, []),
    reason: 'wrong-shape',
    message: /detail\.containers: expected array/,
  },
  {
    name: 'an exit code as text',
    event: taskEvent({}, [{ exitCode: '1' }]),
    reason: 'wrong-shape',
    message: /detail\.containers\.0\.exitCode/,
  },
  {
    name: 'an ARN without a task id',
    event: taskEvent({ taskArn: 'arn:x' }, []),
    reason: 'wrong-shape',
    message: /detail\.taskArn is "arn:x"/,
  },
])('$name: refused in words of its own', ({ event, reason, message }) => {
  const refusal = (() => {
    try {
      return decodeStateEvent(event);
    } catch (error) {
      return error;
    }
  })();
  expect(refusal).toBeInstanceOf(StateEventError);
  expect(refusal).toMatchObject({ name: 'StateEventError', reason, message: expect.stringMatching(message) });
});

test('a refusal never quotes a value that may be a secret', () => {
  const event = taskEvent(
    { overrides: { containerOverrides: [{ name: 'migrate', command: 'postgres://u:hunter2@db' }] } },
    [],
  );
  expect(() => decodeStateEvent(event)).toThrow(/^(?!.*hunter2)/);
});
