import * as z from 'zod';
import { DETAIL_TYPES, type DetailType, EVENT_SOURCE } from '../../lambda/contract/bus-events.ts';
import { INCIDENT_KINDS } from '../../lambda/contract/incident-kind.ts';
import { SEVERITIES } from '../../lambda/contract/severity.ts';
import { ACTED_VIA } from '../../lambda/domain/model/action.ts';

const text = (description: string) => z.string().describe(description);
const texts = (description: string) => z.array(z.string()).describe(description);
const time = (description: string) => z.int().describe(`${description}, epoch ms`);
const maybeTime = (description: string) => z.int().nullable().describe(`${description}, epoch ms`);

const monitor = z
  .strictObject({
    account: text('AWS account'),
    region: text('AWS Region'),
    name: text('Name in the settings'),
    table: text('Six digits that stand for its table'),
  })
  .optional()
  .describe('The monitor; left out if an earlier release wrote the notice');

const links = z
  .array(z.strictObject({ label: text('Its name'), url: text('Its address') }))
  .describe('Where to look');

const step = z.union([
  z.strictObject({ do: text('A sentence') }),
  z.strictObject({ command: text('A line for a shell') }),
]);

const PAGE_FIELDS = {
  id: text('The same for each copy of the notice: `<key>#<sequence>`. Drop an id that you know'),
  key: text('The incident; the same in all of its notices'),
  monitor,
  sequence: z
    .int()
    .min(1)
    .describe('Grows with each notice of the incident. Order by it: events come in any order'),
  kind: z
    .enum(['opened', 'updated', 'reminder', 'escalated', 'handled', 'resolved'])
    .describe('Why it is sent; the detail-type says the same'),
  opening: z.int().min(1).optional().describe('From 2 on, the incident was opened before under the same key'),
  incidentKind: z.enum([...INCIDENT_KINDS, 'test']).describe('Kind of the incident'),
  test: z
    .strictObject({
      only: z.string().nullable().describe('The one channel that it is for; `null`: all of its topic'),
    })
    .optional()
    .describe('Only in a test page'),
  action: z
    .enum(['ack', 'note', 'snooze', 'wake', 'resolve', 'resend'])
    .optional()
    .describe('What somebody did; only in `Incident Handled`'),
  via: z.enum(ACTED_VIA).optional().describe('Where it was done'),
  escalated: z
    .strictObject({
      level: z.int().min(1).describe('The level'),
      to: texts('Its channels'),
      again: z.literal(true).optional().describe('It was notified before'),
    })
    .optional()
    .describe('The level that is notified; only in `Incident Escalated`'),
  environment: text('Environment'),
  database: text('Database'),
  severity: z.enum(SEVERITIES).describe('Severity'),
  at: time('When it was written'),
  failedAt: maybeTime('When the failure could first be seen'),
  title: text('One sentence'),
  state: texts('The state of the database, the most important sentence first'),
  error: z
    .strictObject({
      plain: text('What it means'),
      usualCause: text('The most frequent reason'),
      code: z.string().nullable().describe('`SQLSTATE 42601` and the like'),
      text: text("The engine's own words"),
      where: z.string().nullable().describe('`line 2, column 8`'),
      excerpt: texts('The lines around the failure'),
      excerptOf: z.literal('file').optional().describe('The lines are of a file with several statements'),
    })
    .nullable()
    .describe('`null` when there is none, and once the incident is over'),
  next: z
    .array(
      z.strictObject({
        when: z.string().nullable().describe('Its condition; `null`: always'),
        steps: z.array(step).describe('In this order'),
      }),
    )
    .describe(
      'What to do: the steps that always come first, then alternatives, of which exactly one applies',
    ),
  doNot: texts('What not to do'),
  evidence: texts('Reasons for the state'),
  ran: texts('What ran the migration, where, and when'),
  lastGood: z.string().nullable().describe('The last run that ended clean'),
  seen: texts('When it was first seen, how often, and what it follows'),
  escalates: z.string().optional().describe('Who is notified next, and how to stop that'),
  links,
  clears: text('How the incident ends; in `Incident Resolved`, what ended it'),
  run: z.string().nullable().describe('Id of the run; `null` if there is none'),
  class: text('`migration.failed`, `migration.killed`, `slow`, …'),
};

/** The page of an event. */
export const PAGE = z.strictObject(PAGE_FIELDS).meta({ id: 'page' });

/** The change of an event. */
export const CHANGE = z
  .strictObject({
    kind: z.literal('change').describe('Always `change`'),
    id: text('The same for each copy of the notice: `<key>#1`. Drop an id that you know'),
    key: text('The change'),
    monitor,
    sequence: z.literal(1).describe('Always 1'),
    environment: text('Environment'),
    database: text('Database'),
    at: time('When the run ended'),
    title: text('One sentence'),
    applied: texts('The last migrations that were applied, 50 at most'),
    ran: texts('Who and what ran it, and when'),
    links,
    run: text('Id of the run'),
  })
  .meta({ id: 'change' });

/** An event as EventBridge delivers it. */
function event<Type extends DetailType, Detail extends z.ZodType>(type: Type, when: string, detail: Detail) {
  return z
    .strictObject({
      version: z.literal('0').describe('Version of the form of all events of EventBridge'),
      id: text("EventBridge's own; a new one for each copy of a notice"),
      'detail-type': z.literal(type).describe(when),
      source: z.literal(EVENT_SOURCE).describe('Always this'),
      account: text('AWS account that the event was put from'),
      time: z.iso.datetime().describe('When the notice was written, to the second'),
      region: text('AWS Region'),
      resources: z.array(z.never()).describe('Always empty'),
      detail,
    })
    .describe(when);
}

/** @param special fields that an event of this type always has, or whose value it fixes */
function pageEvent<Type extends DetailType>(
  type: Type,
  when: string,
  special: Partial<Record<keyof typeof PAGE_FIELDS, z.ZodType>>,
) {
  return event(
    type,
    when,
    z.strictObject({
      version: z.literal(2).describe('Version of the form of the detail'),
      type: z.literal('page').describe('A page'),
      page: z.intersection(PAGE, z.strictObject(special)),
    }),
  );
}

const kind = (name: string) => ({ kind: z.literal(name) });
const given = (name: 'action' | 'escalated' | 'test') => ({ [name]: PAGE_FIELDS[name].unwrap() });

/** Every event of a channel, in the order of docs/events.md. */
export const EVENTS = [
  pageEvent(DETAIL_TYPES.opened, 'An incident began', kind('opened')),
  pageEvent(DETAIL_TYPES.updated, 'Something about it has changed', kind('updated')),
  pageEvent(DETAIL_TYPES.reminder, 'It is still open', kind('reminder')),
  pageEvent(DETAIL_TYPES.escalated, 'Nobody has taken it, and an escalation level names the channel', {
    ...kind('escalated'),
    ...given('escalated'),
  }),
  pageEvent(DETAIL_TYPES.handled, 'Somebody acknowledged, snoozed or resolved it, or left a note', {
    ...kind('handled'),
    ...given('action'),
  }),
  pageEvent(DETAIL_TYPES.resolved, 'It is over', kind('resolved')),
  event(
    DETAIL_TYPES.change,
    'A run applied migrations and ended clean',
    z.strictObject({
      version: z.literal(2).describe('Version of the form of the detail'),
      type: z.literal('change').describe('A change'),
      change: CHANGE,
    }),
  ),
  pageEvent(DETAIL_TYPES.test, 'Somebody ran `migrate-watch test-page`, or the test is over', {
    kind: z.enum(['opened', 'resolved']),
    incidentKind: z.literal('test'),
    ...given('test'),
  }),
] as const;

/** The shape of the event with this detail-type. */
export function shapeOf(type: DetailType) {
  return EVENTS.find((each) => each.shape['detail-type'].value === type)!;
}
