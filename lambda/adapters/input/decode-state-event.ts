import * as z from 'zod/mini';
import { issueWords } from '../../domain/model/issue-words.ts';
import { clusterOfArn, taskIdOfArn } from '../../domain/model/origin.ts';
import { ReasonedError } from '../../domain/model/reasoned-error.ts';
import type { BuildState, StateEvent, TaskState } from '../../domain/runs/state-event.ts';

/** A state event cannot be read. A retry would not help. */
export class StateEventError extends ReasonedError<'not-an-event' | 'unknown-kind' | 'wrong-shape'> {
  override readonly name = 'StateEventError';
}

const text = z.nullish(z.string());
const envelope = z.object({
  'detail-type': z.string(),
  source: z.string(),
  account: text,
  time: z.string(),
});

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
const taskDetail = z.object({
  taskArn: z.string(),
  clusterArn: text,
  taskDefinitionArn: text,
  group: text,
  lastStatus: z.string(),
  version: z.number(),
  startedAt: text,
  executionStoppedAt: text,
  stoppedAt: text,
  stopCode: text,
  stoppedReason: text,
  containers: z.array(
    z.object({
      name: z.string(),
      lastStatus: z.string(),
      exitCode: z.nullish(z.number()),
      reason: text,
      image: text,
    }),
  ),
  overrides: z.nullish(
    z.object({
      containerOverrides: z.nullish(
        z.array(z.object({ name: text, command: z.nullish(z.array(z.string())) })),
      ),
    }),
  ),
});

/** @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html */
const buildDetail = z.object({
  'build-status': z.string(),
  'build-id': z.string(),
  'project-name': z.string(),
  'additional-information': z.nullish(
    z.object({
      'build-start-time': text,
      environment: z.nullish(z.object({ image: text })),
      logs: z.nullish(z.object({ 'group-name': text, 'stream-name': text })),
      phases: z.nullish(
        z.array(
          z.object({
            'phase-status': text,
            'end-time': text,
            'phase-context': z.nullish(z.array(z.nullish(z.string()))),
          }),
        ),
      ),
    }),
  ),
});

type Phase = NonNullable<
  NonNullable<z.infer<typeof buildDetail>['additional-information']>['phases']
>[number];

/**
 * Reads one EventBridge event of ECS or CodeBuild. Unknown fields and values are ignored. A phase change of a build is accepted, but
 * reports nothing.
 *
 * @throws {StateEventError} for any other kind of event, and when a required field is missing or has another type
 */
export function decodeStateEvent(event: unknown): StateEvent {
  const outer = envelope.safeParse(event);
  if (!outer.success) {
    throw new StateEventError('not-an-event', `not an EventBridge event: ${problems('event', outer.error)}`);
  }
  const { 'detail-type': kind, account = null, time } = outer.data;
  const at = Date.parse(time);
  if (Number.isNaN(at)) {
    throw new StateEventError('wrong-shape', `time is ${JSON.stringify(time)}; expected an ISO 8601 time`);
  }
  const { detail } = event as { detail?: unknown };
  switch (kind) {
    case 'ECS Task State Change':
      return { ...taskState(shaped(taskDetail, detail, kind), at), account };
    case 'CodeBuild Build State Change':
      return { ...buildState(shaped(buildDetail, detail, kind), at), account };
    case 'CodeBuild Build Phase Change':
      return { kind: 'nothing' };
    default:
      throw new StateEventError(
        'unknown-kind',
        `detail-type is ${JSON.stringify(kind)}; expected ECS Task State Change or CodeBuild Build State Change`,
      );
  }
}

function shaped<T>(schema: z.ZodMiniType<T>, detail: unknown, kind: string): T {
  const read = schema.safeParse(detail);
  if (read.success) return read.data;
  throw new StateEventError('wrong-shape', `${kind}: ${problems('detail', read.error)}`);
}

function problems(root: string, error: z.core.$ZodError): string {
  return error.issues.map((issue) => issueWords(root, issue)).join('; ');
}

function taskState(detail: z.infer<typeof taskDetail>, at: number): Omit<TaskState, 'account'> {
  if (taskIdOfArn(detail.taskArn) === undefined) {
    throw new StateEventError(
      'wrong-shape',
      `detail.taskArn is ${JSON.stringify(detail.taskArn)}; expected an ARN that ends in a task id`,
    );
  }
  const overrides = detail.overrides?.containerOverrides ?? [];
  return {
    kind: 'task',
    at,
    taskArn: detail.taskArn,
    cluster: detail.clusterArn?.split('/').at(-1) ?? clusterOfArn(detail.taskArn) ?? null,
    family: familyOf(detail.taskDefinitionArn, detail.group),
    lastStatus: detail.lastStatus,
    startedAt: isoTime(detail.startedAt),
    executionStoppedAt: isoTime(detail.executionStoppedAt),
    stoppedAt: isoTime(detail.stoppedAt),
    stopCode: detail.stopCode ?? null,
    stoppedReason: detail.stoppedReason ?? null,
    version: detail.version,
    containers: detail.containers.map(({ name, lastStatus, exitCode, reason, image }) => ({
      name,
      lastStatus,
      exitCode: exitCode ?? null,
      reason: reason ?? null,
      image: image ?? null,
      command: overrides.find((override) => override.name === name)?.command ?? null,
    })),
  };
}

/** The family, from `arn:…:task-definition/<family>:<revision>` or, for a task without a service, from its group `family:<family>`. */
function familyOf(
  taskDefinitionArn: string | null | undefined,
  group: string | null | undefined,
): string | null {
  const ofDefinition = /:task-definition\/([^:/]+)/.exec(taskDefinitionArn ?? '')?.[1];
  return ofDefinition ?? /^family:(.+)$/.exec(group ?? '')?.[1] ?? null;
}

function buildState(detail: z.infer<typeof buildDetail>, at: number): Omit<BuildState, 'account'> {
  const more = detail['additional-information'];
  const phases = more?.phases ?? [];
  const ends = phases.flatMap((phase) => zonelessTime(phase['end-time']) ?? []);
  const failed = phases.filter((phase) => phase['phase-status'] && phase['phase-status'] !== 'SUCCEEDED');
  return {
    kind: 'build',
    at,
    buildArn: detail['build-id'],
    project: detail['project-name'],
    status: detail['build-status'],
    startedAt: zonelessTime(more?.['build-start-time']),
    endedAt: ends.length === 0 ? null : Math.max(...ends),
    image: more?.environment?.image ?? null,
    reasons: failed.flatMap((phase) => wordsOf(phase)),
    logGroup: named(more?.logs?.['group-name']),
    logStream: named(more?.logs?.['stream-name']),
  };
}

/** Messages of a failed phase. If it has none and timed out, its status instead. */
function wordsOf({ 'phase-status': status, 'phase-context': context }: Phase): string[] {
  const words = (context ?? []).flatMap((each) => meaningful(each));
  return words.length === 0 && status === 'TIMED_OUT' ? [status] : words;
}

/** Leaves out ` : `, which CodeBuild writes for a phase without a message. */
function meaningful(words: string | null | undefined): string[] {
  return words && /[^\s:]/.test(words) ? [words.trim()] : [];
}

/** The name of a log stream. Before a build has one, CodeBuild leaves the name out or writes the text `null`. */
function named(name: string | null | undefined): string | null {
  return name && name !== 'null' ? name : null;
}

function isoTime(time: string | null | undefined): number | null {
  const at = time ? Date.parse(time) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

const ZONELESS = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4})(?:,| at)? (\d{1,2}):(\d\d):(\d\d)\s(AM|PM)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Reads `Sep 1, 2017 4:12:29 PM`. It has no zone but is UTC, as the time of the event itself shows. `null` for any other text.
 *
 * Newer Java runtimes put a narrow no-break space before AM and PM.
 */
function zonelessTime(time: string | null | undefined): number | null {
  const [, month = '', day, year, hour, minute, second, half] = ZONELESS.exec(time ?? '') ?? [];
  const monthIndex = MONTHS.indexOf(month);
  if (monthIndex < 0) return null;
  const hours = (Number(hour) % 12) + (half === 'PM' ? 12 : 0);
  return Date.UTC(Number(year), monthIndex, Number(day), hours, Number(minute), Number(second));
}
