import type { Peeled } from './layer.ts';
import type { Fields } from './parse-object.ts';
import { fieldTime } from './time.ts';

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The time in a record, epoch ms; `null` when it has none. */
export function timeOf(record: Fields): number | null {
  for (const name of ['@timestamp', 'time', 'ts', 'timestamp', 'date', 't'] as const) {
    const at = fieldTime(record[name]);
    if (at !== null) return at;
  }
  return null;
}

/** Where a record says that its line comes from. */
export function whereabouts(record: Fields): Pick<Peeled, 'container' | 'taskArn' | 'stream'> {
  const taskArn = record['ecs_task_arn'];
  const kubernetes = record['kubernetes'];
  const named = record['container_name'] ?? (isFields(kubernetes) ? kubernetes['container_name'] : undefined);
  const pod = isFields(kubernetes) ? kubernetes['pod_name'] : undefined;
  const container = typeof named === 'string' ? containerName(named, record['ecs_task_definition']) : null;
  return {
    container,
    taskArn: typeof taskArn === 'string' ? taskArn : null,
    stream: typeof pod === 'string' ? `${pod}/${container ?? ''}` : container,
  };
}

/** The end of a Docker container name that the ECS agent on EC2 makes. */
const AGENT_SUFFIX = /-[0-9a-f]{16,40}$/;

/**
 * The task definition's container name, from the name that FireLens gives: Docker's
 * `/ecs-<family>-<revision>-<container>-<hex>` on EC2, the plain name on Fargate.
 *
 * The agent drops `_` from the Docker name, so `db_migrate` arrives as `dbmigrate`.
 *
 * @see https://github.com/aws/amazon-ecs-agent `agent/engine/docker_task_engine.go`, createContainer
 */
export function containerName(named: string, taskDefinition: unknown): string {
  const name = named.startsWith('/') ? named.slice(1) : named;
  if (!name.startsWith('ecs-') || !AGENT_SUFFIX.test(name)) return name;
  const bare = name.slice('ecs-'.length).replace(AGENT_SUFFIX, '');
  if (typeof taskDefinition === 'string') {
    const prefix = `${taskDefinition.replace(':', '-')}-`;
    if (bare.startsWith(prefix)) return bare.slice(prefix.length);
  }
  return /^.{1,255}?-\d{1,9}-(.+)$/.exec(bare)?.[1] ?? name;
}
