import { ALL_DATABASES } from '../contract/alarm-reference.ts';
import { OUTBOX_RESEND_MS, WRITER_TIMEOUT_MS } from '../contract/defaults.ts';
import { askMessage } from '../domain/channels/ask-message.ts';
import { changeOf } from '../domain/channels/change-message.ts';
import type { AlarmNotification } from '../domain/incidents/alarm-notification.ts';
import type { IncidentChange } from '../domain/incidents/decide-incidents.ts';
import { evolve, type Observation } from '../domain/incidents/evolve.ts';
import { incidentsInUse, lastNumbers } from '../domain/incidents/in-use.ts';
import type { Incident, OutboxPage } from '../domain/incidents/incident.ts';
import { levelsFor } from '../domain/incidents/incident-escalation.ts';
import { limitedMute } from '../domain/incidents/mute.ts';
import { type PagePolicy, severityOf } from '../domain/incidents/page-policy.ts';
import { type RunSummary, summaryOf } from '../domain/incidents/run-summary.ts';
import { pagesAfter } from '../domain/incidents/sent-page.ts';
import { settledAfter } from '../domain/incidents/settled.ts';
import { emptyState, type TargetState } from '../domain/incidents/target-state.ts';
import { unwatched } from '../domain/incidents/unwatched.ts';
import { type IncidentName, incidentKey } from '../domain/model/incident-key.ts';
import { isCanary } from '../domain/model/is-canary.ts';
import { presentName } from '../domain/model/names.ts';
import type { PageMessage } from '../domain/model/page-message.ts';
import { sameValue } from '../domain/model/same-value.ts';
import { sentKey } from '../domain/model/sent-key.ts';
import type { Target } from '../domain/model/target.ts';
import type { PageInput } from '../domain/pages/input.ts';
import { pageText } from '../domain/pages/text.ts';
import { writePage } from '../domain/pages/write-page.ts';
import { type EventsMessage, runsIn } from '../domain/runs/record/events-message.ts';
import { currentRecordFor, type RunRecord } from '../domain/runs/record/run-record.ts';
import { explains } from './alarm-request.ts';
import { actionRefused, refusalOf, withActionOf } from './apply-action.ts';
import { decideMuted } from './decide-muted.ts';
import { learn } from './learn.ts';
import { type OutboxStore, sendOutbox } from './outbox.ts';
import type { PageRequest } from './page-request.ts';
import type {
  FactStore,
  HealthLog,
  IncidentStore,
  MetricSink,
  MuteStore,
  PageTopics,
  TargetItems,
} from './ports.ts';
import { presentMessage, underPresentNames } from './present-names.ts';
import { recordsAround } from './read-open.ts';
import { requestsOf } from './requests-of.ts';
import { type RetryContext, retryConflicts } from './retry-conflicts.ts';
import { rulesOf } from './rules-of.ts';
import { sharedChanges, shareRequests } from './share.ts';

/** What `page` works with: its ports, the settings, and the time of this invocation. */
export interface PageContext extends RetryContext {
  readonly incidents: IncidentStore;
  /** For runs that a page is about and that its message does not carry, and for the open index. */
  readonly facts: Pick<FactStore, 'readOrigin' | 'readOpen' | 'listOpen'>;
  readonly mutes: MuteStore;
  readonly topics: PageTopics;
  readonly metrics: MetricSink;
  readonly healthLog: HealthLog;
  readonly policy: PagePolicy;
  /** Epoch ms; read once per invocation. */
  readonly now: number;
}

/**
 * Brings the incidents of a database up to date with the message that was `received`, and sends the pages about what changed.
 *
 * First the message is evolved into the database's state. Then each incident that changes is written together with its page.
 * Both writes are conditional on the revision that was read. Last, the pages are sent and removed from the outbox. After a crash
 * the repeated message, or the sweep, completes what is missing; at worst a page is sent again under the same id.
 *
 * An action that cannot be applied is counted and reported in the health log. It changes nothing.
 *
 * A run that changed the database and ended clean is published as a change, to the topic that a page about its failure would go to. How
 * long its migrations took is learned. An ask of the sweep is published to its topic as it is.
 *
 * @throws after twelve lost conditions in a row
 */
export async function page(received: EventsMessage | AlarmNotification, stored: PageContext): Promise<void> {
  const { names } = stored.policy;
  const context = underPresentNames(stored, names);
  const message = presentMessage(received, names);
  // A database that cannot be read does not stop the others of the same message.
  const failures: unknown[] = [];
  for (const request of await requestsOf(message, context, context.now)) {
    await handle(request, context).catch((error: unknown) => failures.push(error));
  }
  if ('type' in message && message.type === 'mute')
    await context.mutes.putMute(message.id, limitedMute(message.mute, context.now));
  if ('type' in message && message.type === 'ask')
    await context.topics.publishAsk(message.topic, askMessage(message));
  if (failures.length > 0) throw failures[0];
  for (const each of 'type' in message ? runsIn(message) : []) {
    const change = changeOf(each, context.now, context.policy);
    // A change needs no outbox: the message is delivered again until the change is published, and a channel shows it once.
    if (change) await context.topics.publishChange(severityOf(context.policy, change.environment), change);
  }
  // Last, so that nothing that goes wrong here hides or delays a page.
  if ('type' in message) await learn(message, context);
}

async function handle(request: PageRequest, context: PageContext): Promise<void> {
  const incidents = await bringUpToDate(request, context);
  // A page is due if this invocation wrote it, if an invocation for the same message wrote it and must have ended, or if it is old.
  const { now } = context;
  const isDue = ({ messageId, at }: OutboxPage) =>
    (messageId === request.messageId && (at === now || at <= now - WRITER_TIMEOUT_MS)) ||
    at <= now - OUTBOX_RESEND_MS;
  for (const incident of incidents) {
    const due = incident.outbox.filter(isDue);
    if (due.length > 0) await send(incident, due, context);
  }
  for (const share of shareRequests(incidents, context.policy)) await handle(share, context);
}

/** Evolves the state by `request`, and by what the run records say beyond it. Returns the incidents as they are stored then. */
async function bringUpToDate(request: PageRequest, context: PageContext): Promise<readonly Incident[]> {
  let { observations } = request;
  return retryConflicts('an incident', context, async () => {
    for (;;) {
      const round = await update(request, observations, context);
      if (round.kind === 'written') return round.incidents;
      if (round.kind === 'conflict') return undefined;
      if (round.kind === 'refused') return actionRefused(request, round.why, context);
      // Each repeat sees a higher revision of a record, so the loop ends.
      observations = [...observations, ...round.newer];
    }
  });
}

/** The result of one round of read, decide, write. */
type Round =
  | { readonly kind: 'written'; readonly incidents: readonly Incident[] }
  /** Another writer changed an item first: read again. */
  | { readonly kind: 'conflict' }
  /** The action cannot be applied. */
  | { readonly kind: 'refused'; readonly why: string }
  /** A run record is newer than the observations: evolve by `newer` too. */
  | { readonly kind: 'behind'; readonly newer: readonly Observation[] };

const CONFLICT: Round = { kind: 'conflict' };

async function update(
  request: PageRequest,
  observations: readonly Observation[],
  context: PageContext,
): Promise<Round> {
  const { incidents: store, now } = context;
  const items = await store.readTarget(request.target);
  const refusal = await refusalOf(request, items, context);
  if (refusal !== undefined) return { kind: 'refused', why: refusal };
  const before = items.state ?? emptyState(request.target);
  const seen = [...observations, ...endsOf(request, items, before, context)].reduce(evolve, before);
  const { changes: decisions, read, unread } = await decideMuted(seen, items, request.about, context);
  const acted = withActionOf(request, decisions, read, context);
  const decided = await sharedChanges(acted, request.target, context);
  const stored = new Map(read.map((incident) => [incident.key, incident]));
  const isNew = ({ incident, expected }: IncidentChange) => expected === null && !isNamed(items, incident);
  // The state's write makes sure that nobody settles the incident before it is written: see `settledAfter`.
  const isOver = ({ incident: { key } }: IncidentChange) => (stored.get(key)?.ended ?? null) !== null;
  const isWritten = seen !== before || decided.some((change) => isNew(change) || isOver(change));
  const state = isWritten ? { ...seen, revision: before.revision + 1 } : before;
  if (isWritten) {
    const after = [...read, ...unread, ...decided.map(({ incident }) => incident)];
    // The state names its incidents, so it is written first: an incident that it does not name would not be read again.
    const inUse = [...incidentsInUse(state, after, now), ...notWritten(items, after)];
    const changed = new Set(decided.map(({ incident }) => incident.key));
    const unchanged = [...read.filter(({ key }) => !changed.has(key)), ...unread];
    const round = { before: items.settled, unchanged, unread, last: lastNumbers(after), now };
    const settled = settledAfter(state, round);
    const expected = before.revision === 0 ? null : before.revision;
    if ((await store.putState(state, expected, inUse, settled)) === 'conflict') return CONFLICT;
  }
  const changes: { readonly change: IncidentChange; readonly lead: LeadRuns }[] = [];
  for (const change of decided) {
    const { newer, ...lead } = await leadOf(change, state, request, context);
    if (newer.length > 0) return { kind: 'behind', newer };
    changes.push({ change, lead });
  }
  // All leads are read before any incident is written: a lead that is out of date may undo the changes of the other incidents.
  for (const { change, lead } of changes) {
    const incident = withPage(change, state, lead, request.messageId, context);
    if ((await store.putIncident(incident, change.expected)) === 'conflict') return CONFLICT;
    stored.set(incident.key, incident);
  }
  return { kind: 'written', incidents: [...stored.values()] };
}

/** The ends of incidents of a database that the settings no longer name. The sweep asks for them: it reports each as due. */
function endsOf(
  { about }: PageRequest,
  { incidents }: TargetItems,
  state: TargetState,
  { policy, now }: PageContext,
): readonly Observation[] {
  if (about === undefined) return [];
  return unwatched(state, incidents, policy, now).map((acknowledgement) => ({
    kind: 'acknowledged',
    acknowledgement,
  }));
}

/** Incidents that the state names but that are not stored. Their writer may have crashed, or its write may still arrive. */
function notWritten({ inUse }: TargetItems, incidents: readonly Incident[]): readonly IncidentName[] {
  return (inUse ?? []).filter((named) => !incidents.some(({ key }) => key === incidentKey(named)));
}

/** Does the state name this incident as one to be read? */
function isNamed({ inUse }: TargetItems, { key }: Incident): boolean {
  return inUse === null || inUse.some((named) => incidentKey(named) === key);
}

/** The run that an incident is about and, if that run was refused because the database was dirty, the run that made it dirty. */
type LeadRuns = Pick<PageInput, 'run' | 'cause'>;

interface Lead extends LeadRuns {
  /** What the stored records say beyond the messages. The state evolves by it first, so that page and incident agree. */
  readonly newer: readonly Observation[];
}

/** Reads the run that an incident is about from the table, because the message may be older. Reads nothing if there is no page to write. */
async function leadOf(
  { incident, plan }: IncidentChange,
  state: TargetState,
  { runs }: PageRequest,
  { facts, policy }: PageContext,
): Promise<Lead> {
  const seen = state.runs.find(({ id }) => id === incident.lead);
  if (plan === null || seen === undefined) return { run: null, cause: null, newer: [] };
  const records = await recordsAround(facts, seen.origin, rulesOf(policy.sources), seen.id);
  const record = records.find((each) => each.run.id === seen.id);
  if (record === undefined)
    return { run: runs.find(({ id }) => id === seen.id) ?? null, cause: null, newer: [] };
  const cause = records.find((each) => each.run.id === record.run.blockedBy)?.run ?? null;
  return { run: record.run, cause, newer: newerObservations(record, records, seen, state.target) };
}

/** Observations of the stored run, if it says more than the state knows; for a superseded run also of the run that replaced it. */
function newerObservations(
  record: RunRecord,
  records: readonly RunRecord[],
  seen: RunSummary,
  target: Target,
): readonly Observation[] {
  const { run, revision } = record;
  if (revision <= seen.revision) return [];
  const successor = currentRecordFor(record, records);
  const elsewhere = !sameValue(run.target, target);
  const now = summaryOf(run, revision, successor !== undefined || elsewhere, successor?.run.id ?? null);
  if (sameValue({ ...now, revision: 0 }, { ...seen, revision: 0 })) return [];
  const next =
    successor && sameValue(successor.run.target, target)
      ? [summaryOf(successor.run, successor.revision)]
      : [];
  return [...next, now].map((each) => ({ kind: 'run', run: each }));
}

function withPage(
  { incident, plan }: IncidentChange,
  state: TargetState,
  lead: LeadRuns,
  messageId: string,
  { policy, now }: PageContext,
): Incident {
  if (plan === null) return incident;
  const written = writePage({ incident, plan, state, ...lead, policy, now });
  const levels = levelsFor(incident, plan);
  const entry = { messageId, at: now, topics: plan.topics, ...(levels && { levels }), page: written };
  const added = plan.topics.length === 0 ? [] : [entry];
  const canaryPage = isCanary(incident.target) ? { canaryPageText: pageText(written) } : {};
  const told =
    plan.kind === 'opened' || plan.kind === 'updated' || plan.kind === 'escalated' ? { toldAt: now } : {};
  const pages = pagesAfter(incident.pages, written, plan.topics);
  return {
    ...incident,
    ...(pages && { pages }),
    ...canaryPage,
    ...told,
    title: written.title,
    outbox: [...incident.outbox, ...added],
  };
}

/** Sends the given entries of an incident's outbox, each page to its topics. */
function send(incident: Incident, entries: readonly OutboxPage[], context: PageContext): Promise<void> {
  const publish = async () => {
    for (const { topics, levels, page: written } of entries) {
      for (const topic of topics) await context.topics.publishPage(topic, written, levels?.[topic]);
    }
    if (entries.some((entry) => isNews(entry.page))) await explainAlarms(incident, context);
  };
  const due = [{ item: incident, entries }];
  return sendOutbox(due, publish, incidentOutboxes(context), { ...context, atOnce: 1 });
}

function incidentOutboxes({ incidents }: PageContext): OutboxStore<Incident, OutboxPage> {
  return {
    what: 'an incident',
    idOf: ({ page: { id } }) => id,
    reread: async (incident) => (await incidents.readIncidents([incident]))[0],
    put: (incident, expected) => incidents.putIncident(incident, expected),
  };
}

/** Is this the first page about an incident, or its end? An incident that is over before its first page has only a page about its end. */
function isNews({ kind }: PageMessage): boolean {
  return kind === 'opened' || kind === 'resolved';
}

/** Closes the incident of an alarm about the whole environment, if the incident of a run now explains that alarm. */
async function explainAlarms(incident: Incident, context: PageContext): Promise<void> {
  const { kind, key } = incident;
  const target = presentName(incident.target, context.policy.names);
  const { environment } = target;
  if (target.database === ALL_DATABASES) return;
  const all = { environment, database: ALL_DATABASES };
  // One item, and usually none: the open index would have all that is open, which is most when many databases fail at once.
  const unexplained = (await context.incidents.readTarget(all)).incidents.filter(
    (each) => each.kind === kind && each.ended === null,
  );
  if (unexplained.length === 0 || !unexplained.every(({ openedAt }) => explains(incident, openedAt))) return;
  const id = `explained ${key} at ${context.now}`;
  const acknowledgement = { id, kind, at: context.now, by: sentKey(incident), explains: true };
  const observation = { kind: 'acknowledged', acknowledgement } as const;
  await handle({ target: all, messageId: id, observations: [observation], runs: [] }, context);
}
