import type { Target } from '../../../lambda/domain/model/target.ts';
import { stableId } from '../aws-events/stable-id.ts';
import { type Task, taskRunning, taskStopped } from '../aws-events/task-state.ts';
import { type CapturedLine, type CapturedRun, capturedRun } from './captured-run.ts';
import { type Deliveries, EVENT_MS, logDeliveries } from './delivery.ts';
import { logStream } from './log-stream.ts';
import type { ServiceScene, TaskScene } from './scene.ts';

/** A dedicated task for one `migrate`: it runs, prints, stops. */
export function taskDeliveries(scene: TaskScene, at: number): Deliveries {
  const run = capturedRun(scene, at);
  const task = taskOf(scene, at, 'migrate', wordsOf(run.command));
  const announced = scene.files === undefined ? [] : [{ at, text: `migrate-watch: files="${scene.files}"` }];
  const lines = [...announced, ...run.lines];
  const stream = logStream(groupOf(scene.target), `migrate/migrate/${task.id}`, lines);
  const end = {
    at: run.endedAt + 900,
    executionStoppedAt: run.endedAt,
    stopCode: scene.stop?.code ?? 'EssentialContainerExited',
    stoppedReason: scene.stop?.reason ?? 'Essential container in task exited',
    containers: { migrate: { exitCode: run.exitCode ?? undefined, reason: scene.stop?.containerReason } },
  };
  return {
    deliveries: [
      { at: at + EVENT_MS, kind: 'state', event: taskRunning(task, at) },
      ...logDeliveries(stream),
      {
        at: run.endedAt + 1_000 + EVENT_MS,
        kind: 'state',
        event: taskStopped(task, at, end, run.endedAt + 1_000),
      },
    ],
    streams: [stream],
  };
}

/** A service that migrates when it starts, and does not stop within the week. */
export function serviceDeliveries(scene: ServiceScene, at: number): Deliveries {
  const run = capturedRun(scene, at + 400);
  const task = taskOf(scene, at, scene.target.database, undefined);
  const stream = logStream(
    groupOf(scene.target),
    `app/${scene.target.database}/${task.id}`,
    servicesLines(run, at),
  );
  return {
    deliveries: [
      { at: at + EVENT_MS, kind: 'state', event: taskRunning(task, at) },
      ...logDeliveries(stream),
    ],
    streams: [stream],
  };
}

/** Lines that only the CLI prints; a program that uses the library prints its own words instead. */
const CLI_ONLY = /^(?:Finished after |Closing source and database)/;

/** The same lines as the library passes them to a zap logger, among the service's own lines. */
function servicesLines({ lines, startedAt }: CapturedRun, at: number): CapturedLine[] {
  const zap = (moment: number, caller: string, msg: string) => ({
    at: moment,
    text: JSON.stringify({ level: 'info', ts: moment / 1_000, caller, msg }),
  });
  const migrating = lines
    .map((line) => ({ at: line.at, text: line.text.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, '') }))
    .filter(({ text }) => !CLI_ONLY.test(text))
    .map((line) => zap(line.at, 'store/migrate.go:41', `${line.text}\n`));
  const readyAt = (migrating.at(-1)?.at ?? startedAt) + 20;
  return [
    zap(at + 100, 'cmd/main.go:28', 'starting'),
    ...migrating,
    zap(readyAt, 'cmd/main.go:63', 'listening on :8080'),
    zap(readyAt + 90_000, 'http/server.go:112', 'GET /healthz 200'),
  ];
}

function taskOf(
  { target: { environment, database }, log }: TaskScene | ServiceScene,
  at: number,
  container: string,
  command: readonly string[] | undefined,
): Task {
  const image = `registry.example.com/${database}:${stableId(at).slice(0, 7)}`;
  return {
    id: stableId(environment, database, log, at),
    cluster: environment,
    family: `${database}-${container}`,
    containers: [{ name: container, image, command }],
  };
}

/** The arguments of the captured `migrate` command, for a task's override. */
function wordsOf(command: string): readonly string[] {
  return command
    .split(' ')
    .slice(1)
    .map((word) => word.replaceAll("'", ''));
}

function groupOf({ environment, database }: Target): string {
  return `/ecs/${environment}/${database}`;
}
