import { iso } from '../../bin/cli/aws-events/place.ts';
import { eventId } from '../../bin/cli/aws-events/subscription.ts';
import { taskRunning, taskStopped } from '../../bin/cli/aws-events/task-state.ts';
import type { Log } from './log.ts';
import { WITHOUT_TRANSACTIONS } from './pieces/mysql.ts';
import { preparationOf, type Scenario } from './scenario.ts';

const BEGAN = Date.UTC(2026, 2, 2, 10);
const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;
const LOG_GROUP = '/ecs/app';
const CONTAINER = 'migrate';

/** The id of the task that ran the job; a deployment sees the job's log under it. */
export function taskOf(index: number): string {
  return String(index + 1).padStart(32, '0');
}

/**
 * What `migrate-watch replay` takes: the settings that a careful team has for such a database, and one ECS task after
 * the other that printed these logs and stopped with these exit codes.
 */
export function deploymentOf(scenario: Scenario, logs: readonly Log[]): object {
  return {
    settings: {
      sources: [{ logGroup: LOG_GROUP, database: 'app', dedicated: true }],
      databases: { app: declared(scenario) },
      routes: { critical: ['oncall@example.com'] },
    },
    steps: logs.flatMap((log, index) => stepsOf(log, index)),
  };
}

function declared(scenario: Scenario): Readonly<Record<string, string | boolean>> {
  switch (scenario.engine) {
    case 'postgres':
    case 'pgx5':
      return { engine: 'postgres', multiStatement: scenario.multiStatement };
    case 'mysql': {
      const others = preparationOf(scenario).some((sql) => sql.includes(WITHOUT_TRANSACTIONS));
      return { engine: 'mysql', transactionalTables: !others };
    }
    case 'sqlite':
      return { engine: 'sqlite', noTxWrap: scenario.noTxWrap };
  }
}

function stepsOf({ text, exitCode }: Log, index: number): readonly object[] {
  const id = taskOf(index);
  const task = { id, cluster: 'production', family: 'app', containers: [{ name: CONTAINER }] };
  const startedAt = BEGAN + index * HOUR_MS;
  const printedAt = startedAt + SECOND_MS;
  // CloudWatch Logs does not keep empty lines.
  const lines = text.split('\n').filter((line) => line !== '');
  const stoppedAt = printedAt + lines.length + SECOND_MS;
  return [
    { clock: iso(startedAt) },
    { lifecycle: taskRunning(task, startedAt) },
    { clock: iso(printedAt + lines.length) },
    ...(lines.length === 0
      ? []
      : [
          {
            logEvents: {
              logGroup: LOG_GROUP,
              logStream: `app/${CONTAINER}/${id}`,
              events: lines.map((message, line) => ({
                id: eventId(printedAt, line),
                timestamp: printedAt + line,
                message,
              })),
            },
          },
        ]),
    { clock: iso(stoppedAt) },
    {
      lifecycle: taskStopped(task, startedAt, {
        at: stoppedAt,
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        executionStoppedAt: stoppedAt,
        containers: { [CONTAINER]: { exitCode } },
      }),
    },
    ...[1, 5].map((sweepAfterMinutes) => ({ sweepAfterMinutes })),
  ];
}
