import {
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { CANARY_RETENTION_DAYS } from '../contract/canary.ts';
import type { IncidentKind } from '../contract/incident-kind.ts';
import { RETENTION_DAYS, type Retention, TABLE } from '../contract/table.ts';
import { isCanary } from '../domain/canary/is-canary.ts';
import { upgradedIncident } from '../domain/former-shape.ts';
import { type Incident, incidentDueAt } from '../domain/incident/incident.ts';
import type { IncidentName } from '../domain/incident/incident-key.ts';
import type { TargetState } from '../domain/incident/target-state.ts';
import type { Target } from '../domain/target.ts';
import type { Clock, IncidentStore, TargetItems } from '../pipeline/ports.ts';
import { type Item, putRevision } from './conditional-put.ts';
import { packBody, unpackBody } from './item-body.ts';
import { INCIDENT, incidentSort, STATE, targetPartition } from './target-keys.ts';

const { partitionKey: PK, sortKey: SK, openIndex: OPEN, ttl: TTL } = TABLE;
const DAY_SECONDS = 24 * 60 * 60;

/** Database states and incidents in the one table; single-item conditional writes only. */
export class DynamoDbIncidentStore implements IncidentStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: Clock;
  readonly #retention: Pick<Retention, 'incident'>;

  /** `clock` and `retention` date the items' expiry only; left out: `RETENTION_DAYS`. */
  constructor(
    client: DynamoDBClient,
    tableName: string,
    clock: Clock,
    retention: Pick<Retention, 'incident'> = RETENTION_DAYS,
  ) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
    this.#retention = retention;
  }

  /** The state comes last in its partition: where it says which incidents are in use, only those are read, else all. */
  async readTarget(target: Target): Promise<TargetItems> {
    const [last] = (await this.#query(target, { ScanIndexForward: false, Limit: 1 })).Items ?? [];
    if (last === undefined) return { state: null, incidents: [], inUse: null };
    const state = last[SK]?.S === STATE ? unpackBody<TargetState>(last['body']) : null;
    const inUse = state === null ? null : namesIn(target, last['inUse']?.S);
    if (inUse === null) return { state, incidents: await this.#allIncidents(target), inUse };
    const found = await Promise.all(inUse.map((name) => this.#incident(name)));
    return { state, incidents: found.flat(), inUse };
  }

  putState(
    state: TargetState,
    expected: number | null,
    inUse?: readonly IncidentName[],
  ): Promise<'written' | 'conflict'> {
    const { target, usualLimitMs, revision } = state;
    const item = {
      ...key(target, STATE),
      ...this.#expiry(target),
      // Beside the body, so that the sweep need not unpack it.
      ...(usualLimitMs === null ? {} : { usualLimitMs: { N: String(usualLimitMs) } }),
      ...(inUse === undefined ? {} : { inUse: { S: inUse.map(({ kind, n }) => `${kind}#${n}`).join(' ') } }),
      body: packBody(state),
    };
    return putRevision(this.#client, this.#tableName, item, revision, expected);
  }

  putIncident(incident: Incident, expected: number | null): Promise<'written' | 'conflict'> {
    const { target, causes, revision } = incident;
    const dueAt = incidentDueAt(incident);
    const item = {
      ...key(target, incidentSort(incident)),
      ...this.#expiry(target),
      ...(dueAt === null
        ? {}
        : { [OPEN.partitionKey]: { S: OPEN.partition }, [OPEN.sortKey]: { N: String(dueAt) } }),
      // Beside the body, so that the sweep need not unpack it.
      causes: { S: causes.join(' ') },
      body: packBody(incident),
    };
    return putRevision(this.#client, this.#tableName, item, revision, expected);
  }

  async #incident(name: IncidentName): Promise<readonly Incident[]> {
    const { Items = [] } = await this.#query(name.target, {
      KeyConditionExpression: '#key = :target AND #sort = :sort',
      ExpressionAttributeNames: { '#key': PK, '#sort': SK },
      ExpressionAttributeValues: {
        ':target': { S: targetPartition(name.target) },
        ':sort': { S: incidentSort(name) },
      },
    });
    return Items.map(incidentIn);
  }

  async #allIncidents(target: Target): Promise<readonly Incident[]> {
    const incidents: Incident[] = [];
    let from: Item | undefined;
    do {
      const page = await this.#query(target, { ExclusiveStartKey: from });
      const items = (page.Items ?? []).filter((item) => item[SK]?.S?.startsWith(INCIDENT));
      incidents.push(...items.map(incidentIn));
      from = page.LastEvaluatedKey;
    } while (from);
    return incidents;
  }

  #query(target: Target, over: Partial<QueryCommandInput>): Promise<QueryCommandOutput> {
    return this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: '#key = :target',
        ExpressionAttributeNames: { '#key': PK },
        ExpressionAttributeValues: { ':target': { S: targetPartition(target) } },
        ConsistentRead: true,
        ...over,
      }),
    );
  }

  #expiry(target: Target): Item {
    const days = isCanary(target) ? CANARY_RETENTION_DAYS : this.#retention.incident;
    return { [TTL]: { N: String(Math.floor(this.#clock() / 1_000) + days * DAY_SECONDS) } };
  }
}

function key(target: Target, sortKey: string): Item {
  return { [PK]: { S: targetPartition(target) }, [SK]: { S: sortKey } };
}

function incidentIn(item: Item): Incident {
  return upgradedIncident(unpackBody(item['body']));
}

/** `migration#12 slow#3`; `null` for a state that was written before this was kept. */
function namesIn(target: Target, text: string | undefined): readonly IncidentName[] | null {
  if (text === undefined) return null;
  const names = text.split(' ').filter((name) => name !== '');
  return names.map((name) => {
    const [kind, n] = name.split('#');
    return { target, kind: kind as IncidentKind, n: Number(n) };
  });
}
