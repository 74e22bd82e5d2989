import * as z from 'zod/mini';
import { PEOPLE_TOPICS } from '../contract/people-topics.ts';
import { SEVERITIES } from '../contract/severity.ts';
import { ACTED_VIA, MAX_ACTION_TEXT } from '../domain/model/action.ts';
import { SQL_CLASSES } from '../domain/model/announcement.ts';
import { MOST_ASKED } from '../domain/model/ask.ts';
import { DECISIONS, FINDING_ID } from '../domain/model/decision.ts';
import { GATE_CHECKS } from '../domain/model/gate-override.ts';
import { issueWords } from '../domain/model/issue-words.ts';
import { OUTCOMES } from '../domain/model/run.ts';

/** A name, id or key. It becomes part of a sort key of the table, which may have 1,024 bytes. */
const name = z.string().check(z.maxLength(1_000));
/** A sentence, a statement, a command line: only the 256 KB of a message limit it. */
const text = z.string();
const textOrNull = z.nullable(text);
/** Epoch ms, within the range of a `Date`. @see https://tc39.es/ecma262/#sec-time-values-and-time-range */
const time = z.number().check(z.gte(-8.64e15), z.lte(8.64e15));
const timeOrNull = z.nullable(time);
const numberOrNull = z.nullable(z.number());

const target = z.looseObject({ environment: name, database: name });

const direction = z.enum(['up', 'down']);

const migration = z.looseObject({
  version: text,
  direction,
  identifier: text,
  status: z.enum(['applied', 'failed', 'running', 'queued']),
  ranMs: numberOrNull,
  sinceQueuedMs: numberOrNull,
  startedAt: timeOrNull,
  endedAt: timeOrNull,
  digest: z.optional(text),
  sql: z.optional(z.looseObject({ class: z.enum(SQL_CLASSES), table: z.optional(text) })),
});

const error = z.looseObject({
  class: text,
  message: text,
  sqlState: textOrNull,
  vendorCode: numberOrNull,
  line: numberOrNull,
  column: numberOrNull,
  statement: textOrNull,
  details: textOrNull,
  also: z.optional(z.array(text)),
});

const retry = z.union([
  z.looseObject({ since: time, state: z.enum(['waits', 'overcome']) }),
  z.looseObject({ since: time, state: z.literal('lasted'), at: time }),
]);

const job = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('all'), direction }),
  z.looseObject({ kind: z.literal('steps'), direction, count: z.number() }),
  z.looseObject({ kind: z.literal('goto'), version: text }),
]);

const run = z.looseObject({
  id: name,
  origin: name,
  logGroup: textOrNull,
  logStream: textOrNull,
  resource: textOrNull,
  task: z.optional(
    z.looseObject({ container: text, family: z.optional(text), command: z.optional(z.array(text)) }),
  ),
  image: z.optional(text),
  target,
  dedicated: z.boolean(),
  outcome: z.enum(OUTCOMES),
  command: textOrNull,
  forcedVersion: z.optional(text),
  job: z.optional(job),
  source: z.enum(['cli', 'cli-verbose', 'library']),
  migrations: z.array(migration),
  dirtyVersion: textOrNull,
  error: z.nullable(error),
  retry: z.optional(retry),
  blockedBy: textOrNull,
  exitCode: numberOrNull,
  stopReason: textOrNull,
  disagreement: textOrNull,
  incomplete: z.nullable(z.looseObject({ why: text, from: time, to: time })),
  findings: z.array(z.looseObject({ kind: text, text })),
  alerts: z.array(text),
  startedAt: timeOrNull,
  endedAt: timeOrNull,
  lastEventAt: timeOrNull,
  durationMs: numberOrNull,
  announcedFiles: z.optional(
    z.looseObject({ count: z.number(), newest: z.array(text).check(z.minLength(1)) }),
  ),
  commit: z.optional(text),
  databaseUrl: z.optional(text),
  redactions: z.number(),
  leaked: z.array(text),
});

const outcome = z.enum(OUTCOMES);

/** Longest name of a channel, and longest e-mail address; it becomes a value of a message attribute. */
const channel = z.string().check(z.maxLength(254));
const person = z.string().check(z.maxLength(2_048));

const test = z.looseObject({
  id: z.string().check(z.regex(/^[a-z0-9-]{1,64}$/)),
  topic: z.enum(PEOPLE_TOPICS),
  only: z.nullable(channel),
  at: time,
  by: person,
});
/** What a person wrote, or how they are called. */
const said = z.string().check(z.minLength(1), z.maxLength(MAX_ACTION_TEXT));
const acted = {
  id: name,
  at: time,
  by: z.looseObject({ name: said, arn: z.optional(said), via: z.enum(ACTED_VIA) }),
};

const action = z.discriminatedUnion('do', [
  z.looseObject({ ...acted, do: z.literal('ack'), until: time, resolvedThere: z.optional(z.literal(true)) }),
  z.looseObject({ ...acted, do: z.literal('note'), text: said }),
  z.looseObject({ ...acted, do: z.literal('snooze'), until: time, text: said }),
  z.looseObject({ ...acted, do: z.literal('wake') }),
  z.looseObject({
    ...acted,
    do: z.literal('resolve'),
    text: said,
    version: z.optional(z.string().check(z.regex(/^\d{1,20}$/))),
    going: z.optional(name),
  }),
  z.looseObject({ ...acted, do: z.literal('resend') }),
]);

const mute = z.looseObject({ environment: name, at: time, until: time, by: acted.by, reason: said });

const gateOverride = z.looseObject({
  ...acted,
  checks: z.array(z.enum(GATE_CHECKS)).check(z.minLength(1)),
  reason: said,
});

const decision = z.looseObject({
  finding: z.string().check(z.regex(FINDING_ID)),
  is: z.enum(DECISIONS),
  at: time,
  by: acted.by,
  says: said,
  evidence: z.int().check(z.gte(0)),
  owner: z.optional(said),
  due: z.optional(time),
  note: z.optional(said),
});

const runMessage = z.looseObject({
  type: z.literal('run'),
  id: name,
  revision: z.number(),
  run,
  transition: z.looseObject({
    kind: text,
    before: z.nullable(outcome),
    after: outcome,
    left: z.optional(target),
  }),
  successor: z.optional(z.looseObject({ run, revision: z.number() })),
});

/** The parts of a message of the topic `events` that this program relies on. They are checked because any publisher can send anything. */
const messageShape = z.discriminatedUnion('type', [
  runMessage,
  z.looseObject({ type: z.literal('runs'), runs: z.array(runMessage).check(z.minLength(1)) }),
  z.looseObject({ type: z.literal('incident-due'), incident: name, dueAt: time }),
  z.looseObject({
    type: z.literal('missing'),
    id: name,
    target,
    since: time,
    dueAt: time,
    version: z.optional(z.string().check(z.regex(/^\d{1,20}$/))),
  }),
  z.looseObject({ type: z.literal('action'), incident: name, action }),
  z.looseObject({
    type: z.literal('ask'),
    topic: z.enum(SEVERITIES),
    at: time,
    incidents: z
      .array(z.looseObject({ incident: name, opening: z.int().check(z.gte(1)) }))
      .check(z.maxLength(MOST_ASKED)),
  }),
  z.looseObject({ type: z.literal('mute'), id: name, mute }),
  z.looseObject({ type: z.literal('gate-overridden'), target, override: gateOverride }),
  z.looseObject({ type: z.literal('review-decided'), decision }),
  // What an earlier release sent, and what its runbook said to publish.
  z.looseObject({ type: z.literal('acknowledged'), id: name, incident: name, at: time, by: text }),
  z.looseObject({ type: z.enum(['test-page', 'test-over']), test }),
  z.looseObject({
    type: z.literal('test-answered'),
    test,
    word: z.looseObject({ channel, came: z.boolean(), at: time, by: person }),
  }),
]);

const version = z.optional(z.int().check(z.gte(0)));
const versionShape = z.looseObject({ v: version, readableFrom: version });

/** Why a message of one of our types cannot be read; `undefined` when it can. Repeats no text of the message. */
export function shapeFault(message: unknown): string | undefined {
  const fault = z.safeParse(versionShape, message).error ?? z.safeParse(messageShape, message).error;
  if (fault === undefined) return undefined;
  const [issue] = fault.issues;
  return issue && issueWords(issue.path.length === 0 ? 'the whole' : '', issue);
}
