import * as z from 'zod/mini';
import { type Field, fields, list, text, whole } from '../../../lib/settings/schema/field.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Times before this are refused: they are epoch seconds where milliseconds are expected. */
const LEAST_MS = 100_000_000_000;
const MOST_MS = 253_402_300_799_999;
const MOST_MINUTES = 527_040;
const MOST_TASKS = 10_000;
const MOST_SILENT_MINUTES = 10_080;

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

function time() {
  const allowed = 'a time in ISO 8601 with its zone, such as 2026-03-05T02:13:00.000Z';
  const schema = z.string({ error: allowed }).check(
    z.regex(ISO, { error: allowed, abort: true }),
    z.refine((value: string) => Date.parse(value) >= LEAST_MS, { error: allowed }),
  );
  return { schema, allowed };
}

function minutes(): Field<z.ZodMiniNumber> {
  const allowed = `minutes: a number of 0–${MOST_MINUTES}`;
  const error = { error: allowed };
  return { schema: z.number(error).check(z.minimum(0, error), z.maximum(MOST_MINUTES, error)), allowed };
}

function mapping(allowed: string) {
  return z.record(z.string(), z.unknown(), { error: allowed });
}

const notEmpty = (allowed: string) => text(allowed, /^.+$/s);

const logEvent = fields({
  id: notEmpty("the log event's id, a text").schema,
  timestamp: whole('epoch milliseconds', LEAST_MS, MOST_MS).schema,
  message: z.string({ error: 'the line, a text' }),
});

const logEvents = fields({
  account: z.optional(text('an account, 12 digits in quotes', /^\d{12}$/).schema),
  logGroup: notEmpty('the name of a log group').schema,
  logStream: notEmpty('the name of a log stream').schema,
  events: list(logEvent.schema, 'log events').schema,
});

const settings = () =>
  z.union([z.string(), mapping('')], {
    error: 'the content of migrate-watch.yaml, as a mapping or as text',
  });

const step = fields({
  clock: z.optional(time().schema),
  lifecycle: z.optional(mapping('an EventBridge event of ECS or CodeBuild')),
  logEvents: z.optional(logEvents.schema),
  settings: z.optional(settings()),
  sweepAfterMinutes: z.optional(minutes().schema),
});

const lines = (what: string) => {
  const error = { error: what };
  return z.array(z.string({ error: 'a line, a text' }), error).check(z.minLength(1, error));
};

const repeat = fields({
  tasks: whole('a whole number of tasks', 1, MOST_TASKS).schema,
  everyMs: z.optional(whole('milliseconds', 0, DAY_MS).schema),
  lines: z.optional(lines('a list of at least one line; each task prints all of them')),
  each: z.optional(lines('a list of at least one line; each task prints the next one')),
  thenSilentForMinutes: z.optional(whole('minutes', 0, MOST_SILENT_MINUTES).schema),
});

const STEPS = { error: 'a list of at least one step' };

/** A scenario as written. */
export const scenarioField = fields({
  settings: settings(),
  clock: z.optional(time().schema),
  steps: z.optional(z.array(step.schema, STEPS).check(z.minLength(1, STEPS))),
  repeat: z.optional(repeat.schema),
});

export type ScenarioInput = z.infer<typeof scenarioField.schema>;
export type StepInput = z.infer<typeof step.schema>;
export type RepeatInput = z.infer<typeof repeat.schema>;
