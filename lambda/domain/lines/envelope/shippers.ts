import { own } from '../../../contract/own.ts';
import type { JsonLayer, Peeled } from './layer.ts';
import type { Fields } from './parse-object.ts';
import { containerName, isFields, timeOf } from './whereabouts.ts';

/**
 * What log shippers put around a line of a program's output. Unlike a logger's record, such a record says nothing about who printed
 * the line: the message may be the command line tool's own line, or the record of a logger.
 */
export const SHIPPER_LAYERS: readonly JsonLayer[] = [
  {
    name: 'beats',
    kind: 'transport',
    // Filebeat and Elastic Agent, also after Logstash or Vector.
    source: 'https://www.elastic.co/docs/reference/beats/filebeat/exported-fields',
    read: (record) => {
      const { message } = record;
      if (typeof message !== 'string' || !isOfBeats(record) || isOfLogger(record)) return undefined;
      const container = fieldsIn(record, 'container');
      const kubernetes = fieldsIn(record, 'kubernetes');
      const labels = fieldsIn(container, 'labels');
      return {
        text: message,
        at: timeOf(record),
        ...placeOf({
          taskArn: labels?.['com_amazonaws_ecs_task-arn'],
          pod: fieldsIn(kubernetes, 'pod')?.['name'],
          names: [
            labels?.['com_amazonaws_ecs_container-name'],
            fieldsIn(kubernetes, 'container')?.['name'],
            container?.['name'],
          ],
        }),
      };
    },
  },
  {
    name: 'vector',
    kind: 'transport',
    source: 'https://vector.dev/docs/reference/configuration/sources/docker_logs/#output-data',
    read: (record) => {
      const { message, source_type: sourceType } = record;
      if (typeof message !== 'string' || typeof sourceType !== 'string' || isOfLogger(record))
        return undefined;
      const kubernetes = fieldsIn(record, 'kubernetes');
      const labels = fieldsIn(record, 'label');
      return {
        text: message,
        at: timeOf(record),
        ...placeOf({
          taskArn: labels?.['com.amazonaws.ecs.task-arn'],
          pod: kubernetes?.['pod_name'],
          names: [
            labels?.['com.amazonaws.ecs.container-name'],
            kubernetes?.['container_name'],
            record['container_name'],
          ],
        }),
      };
    },
  },
  {
    name: 'opentelemetry-collector',
    kind: 'transport',
    source:
      'https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/awscloudwatchlogsexporter',
    read: (record) => {
      const { body } = record;
      const resource = fieldsIn(record, 'resource');
      if (typeof body !== 'string' || resource === undefined) return undefined;
      if (!Object.keys(record).every((name) => OF_COLLECTOR.has(name))) return undefined;
      return {
        text: body,
        at: timeOf(record),
        ...placeOf({
          taskArn: resource['aws.ecs.task.arn'],
          pod: resource['k8s.pod.name'],
          names: [resource['k8s.container.name'], resource['container.name']],
        }),
      };
    },
  },
];

/** The fields of the exporter's records. Those of a severity are not here: it was read from the record of a logger, or is left out. */
const OF_COLLECTOR: ReadonlySet<string> = new Set([
  ...['body', 'resource', 'attributes', 'scope'],
  ...['dropped_attributes_count', 'flags', 'trace_id', 'span_id'],
]);

function isOfBeats(record: Fields): boolean {
  const type = fieldsIn(record, 'agent')?.['type'];
  return (
    (typeof type === 'string' && type.endsWith('beat')) ||
    typeof fieldsIn(record, '@metadata')?.['beat'] === 'string'
  );
}

/** Fields that only a logger's record has. A shipper that was told to read records puts them beside its own fields. */
const OF_LOGGER = ['level', 'lvl', '@level', 'log.level', 'levelname', 'msg'] as const;

function isOfLogger(record: Fields): boolean {
  if (OF_LOGGER.some((name) => record[name] !== undefined)) return true;
  // The severity of a syslog message, which comes with a facility, is the shipper's.
  if (record['severity'] !== undefined && record['facility'] === undefined) return true;
  return fieldsIn(record, 'log')?.['level'] !== undefined;
}

function fieldsIn(record: Fields | undefined, name: string): Fields | undefined {
  const value = own(record, name);
  return isFields(value) ? value : undefined;
}

interface Place {
  readonly taskArn: unknown;
  readonly pod: unknown;
  /** Names of the container, the most exact one first. */
  readonly names: readonly unknown[];
}

function placeOf({ taskArn, pod, names }: Place): Pick<Peeled, 'container' | 'taskArn' | 'stream'> {
  const named = names.find((name) => typeof name === 'string');
  const container = named === undefined ? null : containerName(named, undefined);
  return {
    container,
    taskArn: typeof taskArn === 'string' ? taskArn : null,
    stream: typeof pod === 'string' ? `${pod}/${container ?? ''}` : container,
  };
}
