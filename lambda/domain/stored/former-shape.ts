import { own } from '../../contract/own.ts';
import type { Delivery } from '../channels/delivery.ts';
import type { Incident } from '../incidents/incident.ts';
import type { PageMessage } from '../model/page-message.ts';
import type { Run } from '../model/run.ts';
import type { Branch, Step } from '../model/verdict.ts';
import type { EventsMessage, RunMessage } from '../runs/record/events-message.ts';
import type { RunRecord } from '../runs/record/run-record.ts';

/**
 * Converts `next` of an earlier release, which was a list of lines, to branches. All lines become steps of one branch, because
 * the list does not show which of them were alternatives.
 *
 * Such values are in stored runs and incidents until those expire, and in queues.
 */
function branchesOf(next: readonly Branch[] | readonly string[]): readonly Branch[] {
  if (!isFormer(next)) return next;
  return next.length === 0 ? [] : [{ when: null, steps: next.map(stepOf) }];
}

function isFormer(next: readonly Branch[] | readonly string[]): next is readonly string[] {
  return typeof next[0] === 'string';
}

/** Commands are recognised by their first word; sentences begin with a capital letter. */
function stepOf(line: string): Step {
  return /^(?:migrate|psql|mysql|ls|aws) /.test(line) ? { command: line } : { do: line };
}

/**
 * Converts a stored run to the current shape; returns `run` itself if it has that shape already. Earlier releases stored a run's
 * verdict; now readers judge a run when they show it.
 */
export function upgradedRun(run: Run): Run {
  if (!('verdict' in run)) return run;
  const { verdict: _, ...upgraded } = run as Run & { readonly verdict: unknown };
  return upgraded;
}

export function upgradedRecord(record: RunRecord): RunRecord {
  const renamed = withNewNames(record, { owed: 'outbox' });
  const run = upgradedRun(renamed.run);
  return run === renamed.run ? renamed : { ...renamed, run };
}

export function upgradedPage(page: PageMessage): PageMessage {
  const error = page.error && withNewNames(page.error, { cause: 'usualCause' });
  if (error === page.error && !isFormer(page.next)) return page;
  return { ...page, error, next: branchesOf(page.next) };
}

export function upgradedIncident(stored: Incident): Incident {
  const { braked, ...incident } = withNewNames(stored, INCIDENT_NAMES);
  const outbox = incident.outbox.map((each) => {
    const entry = withNewNames(each, { cause: 'messageId' });
    return { ...entry, page: upgradedPage(entry.page) };
  });
  return { ...incident, outbox, ...(braked && { braked: withNewNames(braked, { told: 'notified' }) }) };
}

/** Former names of an incident's attributes, and the current ones. */
const INCIDENT_NAMES = {
  owed: 'outbox',
  told: 'notifiedTopics',
  namedFor: 'numberedBy',
  forgotten: 'droppedMarks',
  causes: 'conditions',
  untold: 'canaryPageText',
} as const;

export function upgradedDelivery(stored: Delivery): Delivery {
  const delivery = withNewNames(stored, { begun: 'started' });
  const { newest } = delivery;
  return newest.kind === 'change' ? delivery : { ...delivery, newest: upgradedPage(newest) };
}

/** Renames the attributes in `names` (former name to current one); returns `stored` itself if it has no former name. */
function withNewNames<T extends object>(stored: T, names: Readonly<Record<string, keyof T>>): T {
  if (!Object.keys(names).some((former) => Object.hasOwn(stored, former))) return stored;
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [own(names, name) ?? name, value]),
  ) as T;
}

export function upgradedMessage(message: EventsMessage): EventsMessage {
  if (message.type === 'runs') return { ...message, runs: message.runs.map(upgradedRunMessage) };
  return message.type === 'run' ? upgradedRunMessage(message) : message;
}

function upgradedRunMessage(message: RunMessage): RunMessage {
  const { successor } = message;
  return {
    ...message,
    run: upgradedRun(message.run),
    ...(successor && { successor: { ...successor, run: upgradedRun(successor.run) } }),
  };
}
