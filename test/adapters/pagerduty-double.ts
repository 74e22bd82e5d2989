import { type Answer, asPagerDuty, type Received, type Receiver, startReceiver } from './receiver.ts';

/** Who changed an incident. PagerDuty names people, services and integrations in references. */
export type Agent = { readonly id: string; readonly type: string; readonly summary: string };

export const ADA: Agent = { id: 'PADA001', type: 'user_reference', summary: 'Ada Lovelace' };
export const KIM: Agent = { id: 'PKIM001', type: 'user_reference', summary: 'Kim' };
const SERVICE: Agent = { id: 'PSVC001', type: 'service_reference', summary: 'Databases' };

interface Alert {
  readonly id: string;
  readonly key: string;
  status: 'triggered' | 'resolved';
}

interface Incident {
  readonly id: string;
  readonly createdAt: number;
  status: 'triggered' | 'acknowledged' | 'resolved';
  changedAt: number;
  changedBy: Agent | null;
  acknowledgements: { readonly at: number; readonly by: Agent }[];
  unacknowledgeAt: number | null;
  resolveReason: object | null;
  readonly alerts: Alert[];
}

export const ROUTING_KEY = '0123456789abcdef0123456789abcdef';
export const TOKEN = 'read-only-rest-api-key';

/** Query parameters that the documentation names, by the last part of the path. */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  incidents: ['incident_key', 'date_range', 'statuses[]', 'sort_by', 'limit', 'offset'],
  services: ['include[]', 'limit', 'offset'],
  alerts: ['alert_key', 'limit', 'offset'],
};

/**
 * PagerDuty on loopback: the Events API v2 and, of the REST API, what reads incidents and their alerts. It keeps state as PagerDuty's
 * documentation says: a trigger under the key of an open alert updates it, under any other key it opens an alert and an incident.
 *
 * @see https://github.com/PagerDuty/api-schema reference/REST/openapiv3.json
 */
export class PagerDutyDouble {
  readonly #receiver: Receiver;
  readonly incidents: Incident[] = [];
  /** What the REST API was asked: paths with their query, decoded. */
  readonly asked: string[] = [];
  /** `trigger`, `acknowledge` and `resolve` with their keys, in order. */
  readonly events: string[] = [];
  /** Answers in place of the REST API; `undefined` lets it answer itself. */
  misbehave: (path: string) => Answer | undefined = () => undefined;
  /** Does the API find incidents by the keys of their alerts? If not, it returns all, as for an empty key. */
  filters = true;
  now: () => number;
  services: readonly object[] = [
    {
      id: SERVICE.id,
      type: 'service',
      name: SERVICE.summary,
      integrations: [{ integration_key: ROUTING_KEY }],
    },
  ];

  static async start(now: () => number): Promise<PagerDutyDouble> {
    return new PagerDutyDouble(await startReceiver(), now);
  }

  private constructor(receiver: Receiver, now: () => number) {
    this.#receiver = receiver;
    this.now = now;
    receiver.answer = (request) => (request.method === 'POST' ? this.#event(request) : this.#rest(request));
  }

  get url(): string {
    return this.#receiver.url;
  }

  close(): Promise<void> {
    return this.#receiver.close();
  }

  /** The newest incident. */
  get last(): Incident {
    return this.incidents.at(-1)!;
  }

  acknowledge(by: Agent, incident = this.last, unacknowledgeAt: number | null = null): void {
    incident.acknowledgements.push({ at: this.now(), by });
    this.#change(incident, 'acknowledged', by);
    incident.unacknowledgeAt = unacknowledgeAt;
  }

  /** `null`: the service's timer did. */
  resolve(by: Agent | null, incident = this.last): void {
    for (const alert of incident.alerts) alert.status = 'resolved';
    incident.acknowledgements = [];
    this.#change(incident, 'resolved', by);
  }

  /** `by` merges `from` into `into`: its alerts move, and it counts as resolved. */
  merge(by: Agent, from: Incident, into: Incident): void {
    into.alerts.push(...from.alerts.splice(0));
    this.resolve(by, from);
    from.resolveReason = {
      type: 'merge_resolve_reason',
      incident: { id: into.id, type: 'incident_reference' },
    };
  }

  /** An incident that another tool opened. */
  foreign(key: string, at = this.now()): Incident {
    return this.#open(key, at);
  }

  #change(incident: Incident, status: Incident['status'], by: Agent | null): void {
    Object.assign(incident, { status, changedAt: this.now(), changedBy: by });
  }

  #open(key: string, createdAt: number): Incident {
    const n = this.incidents.length + 1;
    const incident: Incident = {
      id: `Q${`${n}`.padStart(5, '0')}`,
      createdAt,
      status: 'triggered',
      changedAt: createdAt,
      changedBy: SERVICE,
      acknowledgements: [],
      unacknowledgeAt: null,
      resolveReason: null,
      alerts: [{ id: `A${n}`, key, status: 'triggered' }],
    };
    this.incidents.push(incident);
    return incident;
  }

  #event(request: Received): Answer {
    const answer = asPagerDuty(request);
    const { event_action: action, dedup_key: key } = JSON.parse(request.body) as Record<string, string>;
    this.events.push(`${action} ${key}`);
    const open = this.incidents.find(({ alerts }) =>
      alerts.some((alert) => alert.key === key && alert.status === 'triggered'),
    );
    if (action === 'trigger' && open === undefined) this.#open(key!, this.now());
    if (action === 'acknowledge' && open?.status === 'triggered') this.acknowledge(SERVICE, open);
    if (action === 'resolve' && open !== undefined) this.resolve(SERVICE, open);
    return answer;
  }

  #rest({ path: text, headers }: Received): Answer {
    const { pathname, searchParams: query } = new URL(text, this.url);
    this.asked.push(decodeURIComponent(text));
    const given = this.misbehave(text);
    if (given !== undefined) return given;
    if (headers.authorization !== `Token token=${TOKEN}`) return error(401, 'Unauthorized');
    if (headers.accept !== 'application/vnd.pagerduty+json;version=2') return error(406, 'Not Acceptable');
    const parts = pathname.split('/').slice(1);
    const unknown = [...query.keys()].find((name) => !DOCUMENTED[parts.at(-1)!]?.includes(name));
    if (unknown !== undefined) return error(400, `Unknown parameter ${unknown}`);
    if (parts.length === 1 && parts[0] === 'incidents') return this.#list(query);
    if (parts.length === 1 && parts[0] === 'services') return page(query, 'services', this.services);
    const incident = this.incidents.find(({ id }) => id === parts[1]);
    if (incident === undefined || parts[2] !== 'alerts') return error(404, 'Not Found');
    const ours = incident.alerts.filter(({ key }) => !this.filters || key === query.get('alert_key'));
    return page(query, 'alerts', ours.map(alertJson));
  }

  #list(query: URLSearchParams): Answer {
    const key = query.get('incident_key');
    const wanted = this.incidents
      .filter(({ status }) => query.getAll('statuses[]').includes(status))
      .filter(({ alerts }) => !this.filters || key === '' || alerts.some((alert) => alert.key === key))
      .toSorted((a, b) => b.createdAt - a.createdAt);
    return page(query, 'incidents', wanted.map(incidentJson));
  }
}

function page(query: URLSearchParams, name: string, all: readonly object[]): Answer {
  const [limit, offset] = [Number(query.get('limit') ?? 25), Number(query.get('offset') ?? 0)];
  const body = {
    [name]: all.slice(offset, offset + limit),
    limit,
    offset,
    more: offset + limit < all.length,
  };
  return { status: 200, body: JSON.stringify(body) };
}

function error(status: number, message: string): Answer {
  return { status, body: JSON.stringify({ error: { message, code: status } }) };
}

function incidentJson(incident: Incident): object {
  const { id, status, createdAt, changedAt, changedBy, acknowledgements, unacknowledgeAt } = incident;
  return {
    id,
    type: 'incident',
    summary: `[#${id}] trouble`,
    created_at: iso(createdAt),
    status,
    // An incident with alerts has no key of its own.
    incident_key: null,
    service: SERVICE,
    last_status_change_at: iso(changedAt),
    last_status_change_by: changedBy,
    acknowledgements: acknowledgements.map(({ at, by }) => ({ at: iso(at), acknowledger: by })),
    pending_actions: unacknowledgeAt === null ? [] : [{ type: 'unacknowledge', at: iso(unacknowledgeAt) }],
    resolve_reason: incident.resolveReason,
  };
}

function alertJson({ id, key, status }: Alert): object {
  return { id, type: 'alert', status, alert_key: key, service: SERVICE, suppressed: false };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
