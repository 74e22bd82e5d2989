import type { Delivery } from './deliver/delivery.ts';
import type { Incident } from './incident/incident.ts';
import type { PageMessage } from './page/message.ts';
import type { EventsMessage, RunMessage } from './record/events-message.ts';
import type { RunRecord } from './record/run-record.ts';
import type { Run } from './run.ts';
import type { Branch, Step } from './verdict.ts';

/**
 * Whatever was stored or sent before `next` had branches: a list of lines, of which this alone may tell which are
 * commands. All of them become steps of one branch, because nothing says which were alternatives.
 *
 * Such values live as long as runs and incidents are kept, and in queues.
 */
function branchesOf(next: readonly Branch[] | readonly string[]): readonly Branch[] {
  if (!isFormer(next)) return next;
  return next.length === 0 ? [] : [{ when: null, steps: next.map(stepOf) }];
}

function isFormer(next: readonly Branch[] | readonly string[]): next is readonly string[] {
  return typeof next[0] === 'string';
}

/** Sentences began with a capital. */
function stepOf(line: string): Step {
  return /^(?:migrate|psql|mysql|ls|aws) /.test(line) ? { command: line } : { do: line };
}

/** A run as it is read today; the very same when it is so already. Once its verdict was stored with it, now whoever shows it judges it. */
export function upgradedRun(run: Run): Run {
  if (!('verdict' in run)) return run;
  const { verdict: _, ...upgraded } = run as Run & { readonly verdict: unknown };
  return upgraded;
}

export function upgradedRecord(record: RunRecord): RunRecord {
  const run = upgradedRun(record.run);
  return run === record.run ? record : { ...record, run };
}

export function upgradedPage(page: PageMessage): PageMessage {
  return isFormer(page.next) ? { ...page, next: branchesOf(page.next) } : page;
}

export function upgradedIncident(incident: Incident): Incident {
  if (incident.owed.every(({ page }) => !isFormer(page.next))) return incident;
  return { ...incident, owed: incident.owed.map((owed) => ({ ...owed, page: upgradedPage(owed.page) })) };
}

export function upgradedDelivery(delivery: Delivery): Delivery {
  const { newest } = delivery;
  return newest.kind === 'change' ? delivery : { ...delivery, newest: upgradedPage(newest) };
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
