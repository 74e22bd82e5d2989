import { encode, type Payload } from './payload.ts';
import { random } from './random.ts';

/** Input of one invocation; `at` is its time, epoch ms. */
export type Delivery =
  | { readonly kind: 'logs'; readonly event: Payload; readonly at: number }
  | { readonly kind: 'state'; readonly event: unknown; readonly at: number };

const STARTED_AT = Date.UTC(2026, 5, 1, 3, 0, 0);
const BATCH_EVERY_MS = 5000;
const TASK_ID = '0123456789abcdef0123456789abcdef';

/** A run of `batches` migrations that ends clean: its task's start, one log batch each, its task's end. */
export function cleanRun(batches: number): readonly Delivery[] {
  const source = random(batches);
  const endedAt = STARTED_AT + (batches + 1) * BATCH_EVERY_MS;
  const logs = Array.from({ length: batches }, (_, index): Delivery => {
    const name = `${index + 1}/u part_${index + 1}`;
    const at = STARTED_AT + (index + 1) * BATCH_EVERY_MS;
    const stamp = new Date(at).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
    const texts = [
      `Start buffering ${name}`,
      `Read and execute ${name}`,
      `Finished ${name} (read 1.5ms, ran 4.9s)`,
      ...(index === batches - 1 ? ['Finished after 1m2.5s', 'Closing source and database'] : []),
    ].map((text) => `${stamp} ${text}`);
    return {
      kind: 'logs',
      event: encode(texts, source, { stream: `migrate/app/${TASK_ID}`, startedAt: at }),
      at,
    };
  });
  return [
    { kind: 'state', event: taskState('RUNNING', 2, STARTED_AT), at: STARTED_AT },
    ...logs,
    { kind: 'state', event: taskState('STOPPED', 5, endedAt), at: endedAt },
  ];
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
function taskState(status: 'RUNNING' | 'STOPPED', version: number, at: number): unknown {
  const time = new Date(at).toISOString();
  return {
    version: '0',
    id: `00000000-0000-4000-8000-00000000000${version}`,
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: '123456789012',
    time,
    region: 'eu-central-1',
    resources: [],
    detail: {
      taskArn: `arn:aws:ecs:eu-central-1:123456789012:task/production/${TASK_ID}`,
      clusterArn: 'arn:aws:ecs:eu-central-1:123456789012:cluster/production',
      lastStatus: status,
      desiredStatus: status,
      version,
      startedAt: new Date(STARTED_AT).toISOString(),
      ...(status === 'STOPPED'
        ? {
            stoppedAt: time,
            stopCode: 'EssentialContainerExited',
            stoppedReason: 'Essential container in task exited',
          }
        : {}),
      containers: [
        {
          name: 'app',
          lastStatus: status,
          image: 'migrate/migrate:v4.19.1',
          ...(status === 'STOPPED' ? { exitCode: 0 } : {}),
        },
      ],
      overrides: { containerOverrides: [] },
    },
  };
}
