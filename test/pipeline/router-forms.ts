/** A container whose output a log router ships, on the host `ip-10-0-1-2`. */
export interface Shipped {
  /** Name of the container in its task definition or pod. */
  readonly container: string;
  /** The ECS task that it belongs to; left out if it is not ECS's. */
  readonly taskArn?: string;
}

export interface RouterForm {
  /** The log group of the configuration. */
  readonly logGroup: string;
  readonly logStream: string;
  /** The message of the log event that the router writes for one line of the container's output. */
  readonly message: (line: string, at: number, of: Shipped) => string;
}

const ID = '9b6247364a03d1f4e6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f70819233';
const iso = (at: number) => new Date(at).toISOString();
const shortId = (taskArn = '') => taskArn.split('/').at(-1)!;

/** Labels that the ECS agent on EC2 gives a container, with this between the words of their names. */
function ecsLabels({ container, taskArn }: Shipped, dot: '.' | '_'): Readonly<Record<string, string>> {
  if (taskArn === undefined) return { app: 'orders' };
  const names = {
    'task-arn': taskArn,
    'container-name': container,
    'task-definition-family': 'orders-migrate',
  };
  return Object.fromEntries(
    Object.entries(names).map(([name, value]) => [['com', 'amazonaws', 'ecs', name].join(dot), value]),
  );
}

/** The name that Docker knows an ECS container by. */
function dockerName({ container, taskArn }: Shipped): string {
  return taskArn === undefined ? container : `ecs-orders-migrate-7-${container}-a4eafbb3d4c7f1e16e00`;
}

/** What Filebeat sends, in the order of its own JSON. @see https://www.elastic.co/docs/reference/beats/filebeat/exported-fields */
function filebeatEvent(line: string, at: number, of: Shipped) {
  return {
    '@timestamp': iso(at),
    '@metadata': { beat: 'filebeat', type: '_doc', version: '9.2.0' },
    message: line,
    input: { type: 'filestream' },
    stream: 'stderr',
    log: {
      offset: 812,
      file: { path: `/var/lib/docker/containers/${ID}/${ID}-json.log`, inode: '41', device_id: '2049' },
    },
    container: {
      id: ID,
      name: dockerName(of),
      image: { name: 'migrate/migrate' },
      labels: ecsLabels(of, '_'),
    },
    agent: { id: '5f2c', ephemeral_id: '77aa', name: 'ip-10-0-1-2', type: 'filebeat', version: '9.2.0' },
    ecs: { version: '8.0.0' },
    host: { name: 'ip-10-0-1-2' },
  };
}

/** Vector writes fields sorted by name, and takes the timestamp out, which becomes the log event's. */
function vectorJson(event: object): string {
  const { timestamp: _, ...rest } = event as Record<string, unknown>;
  return JSON.stringify(Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/**
 * What the configurations of examples/log-routers write, by the name of the file that writes to CloudWatch Logs.
 *
 * @see https://github.com/fluent/fluent-bit `plugins/out_cloudwatch_logs/cloudwatch_api.c`: the record is written as JSON, without its time
 * @see https://github.com/vectordotdev/vector `src/sinks/aws_cloudwatch_logs/request_builder.rs`
 */
export const ROUTER_FORMS: Readonly<Record<string, RouterForm>> = {
  'fluent-bit-kubernetes.conf': {
    logGroup: '/eks/migrate',
    logStream: 'users-migrate-x7k2p.migrate',
    message: (line, at, { container }) =>
      JSON.stringify({
        time: iso(at).replace('Z', '123456Z'),
        stream: 'stderr',
        _p: 'F',
        log: line,
        kubernetes: {
          pod_name: 'users-migrate-x7k2p',
          namespace_name: 'default',
          pod_id: '0f1e2d3c-0000-4000-8000-000000000000',
          host: 'ip-10-0-1-2',
          pod_ip: '10.0.1.7',
          container_name: container,
          docker_id: ID,
          container_hash: `docker.io/migrate/migrate@sha256:${ID}`,
          container_image: 'docker.io/migrate/migrate:latest',
        },
      }),
  },
  'firelens-task.json': {
    logGroup: '/ecs/orders-migrate',
    logStream: 'orders-migrate-firelens-0123456789abcdef0123456789abcdef',
    message: (line, _at, { container, taskArn }) =>
      JSON.stringify({
        container_id: `${shortId(taskArn)}-1527056392`,
        container_name: container,
        source: 'stderr',
        log: line,
        ecs_cluster: 'arn:aws:ecs:eu-west-1:111122223333:cluster/production',
        ecs_task_arn: taskArn,
        ecs_task_definition: 'orders-migrate:7',
      }),
  },
  'vector.yaml': {
    logGroup: '/docker/migrate',
    logStream: `migrate/${ID}`,
    message: (line, at, of) =>
      vectorJson({
        container_created_at: iso(at - 4_000),
        container_id: ID,
        container_name: dockerName(of),
        host: 'ip-10-0-1-2',
        image: 'migrate/migrate',
        label: ecsLabels(of, '.'),
        message: line,
        source_type: 'docker_logs',
        stream: 'stderr',
        timestamp: iso(at),
      }),
  },
  'vector-for-filebeat.yaml': {
    logGroup: '/docker/migrate',
    logStream: `migrate/${ID}`,
    message: (line, at, of) =>
      vectorJson({ ...filebeatEvent(line, at, of), source_type: 'logstash', timestamp: iso(at) }),
  },
};

/** Forms that other configurations of the same routers write, and those of their kind. */
export const OTHER_FORMS: Readonly<Record<string, RouterForm['message']>> = {
  'Fluent Bit with log_key': (line) => line,
  'Fluent Bit that reads Docker’s files': (line, at) =>
    JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: iso(at) }),
  'Vector with the codec text': (line) => line,
  'Vector that reads a file': (line) =>
    vectorJson({ file: '/var/log/migrate.log', host: 'ip-10-0-1-2', message: line, source_type: 'file' }),
  'Vector on Kubernetes': (line, at, { container }) =>
    vectorJson({
      file: '/var/log/pods/default_users-migrate-x7k2p_0f1e/migrate/0.log',
      kubernetes: {
        container_name: container,
        pod_name: 'users-migrate-x7k2p',
        pod_labels: { app: 'users' },
      },
      message: line,
      source_type: 'kubernetes_logs',
      stream: 'stderr',
      timestamp: iso(at),
    }),
  'Vector that gets syslog': (line) =>
    vectorJson({
      appname: 'migrate',
      facility: 'daemon',
      hostname: 'ip-10-0-1-2',
      message: line,
      procid: 812,
      severity: 'err',
      source_type: 'syslog',
    }),
  'Filebeat through Logstash': (line, at, of) =>
    JSON.stringify({
      ...filebeatEvent(line, at, of),
      '@version': '1',
      tags: ['beats_input_codec_plain_applied'],
    }),
  'Filebeat on Kubernetes': (line, at, of) =>
    JSON.stringify({
      ...filebeatEvent(line, at, of),
      container: { id: ID, runtime: 'containerd', image: { name: 'migrate/migrate' } },
      kubernetes: { container: { name: of.container }, pod: { name: 'users-migrate-x7k2p', uid: '0f1e' } },
    }),
  'the OpenTelemetry Collector': (line) =>
    JSON.stringify({
      body: line,
      attributes: { 'log.iostream': 'stderr', 'log.file.path': '/var/log/pods/x/migrate/0.log' },
      resource: { 'k8s.container.name': 'migrate', 'k8s.pod.name': 'users-migrate-x7k2p' },
    }),
};
