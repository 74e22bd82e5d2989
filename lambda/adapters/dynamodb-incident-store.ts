import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CANARY_RETENTION_DAYS } from '../contract/canary.ts';
import { RETENTION_DAYS, type Retention, TABLE } from '../contract/table.ts';
import { isCanary } from '../domain/canary/is-canary.ts';
import { upgradedIncident } from '../domain/former-shape.ts';
import { type Incident, incidentDueAt } from '../domain/incident/incident.ts';
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

  async readTarget(target: Target): Promise<TargetItems> {
    let state: TargetState | null = null;
    const incidents: Incident[] = [];
    let from: Item | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#tableName,
          KeyConditionExpression: '#key = :target',
          ExpressionAttributeNames: { '#key': PK },
          ExpressionAttributeValues: { ':target': { S: targetPartition(target) } },
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      );
      for (const item of page.Items ?? []) {
        if (item[SK]?.S === STATE) state = unpackBody<TargetState>(item['body']);
        else if (item[SK]?.S?.startsWith(INCIDENT))
          incidents.push(upgradedIncident(unpackBody(item['body'])));
      }
      from = page.LastEvaluatedKey;
    } while (from);
    return { state, incidents };
  }

  putState(state: TargetState, expected: number | null): Promise<'written' | 'conflict'> {
    const { target, usualLimitMs, revision } = state;
    const item = {
      ...key(target, STATE),
      ...this.#expiry(target),
      // Beside the body, so that the sweep need not unpack it.
      ...(usualLimitMs === null ? {} : { usualLimitMs: { N: String(usualLimitMs) } }),
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

  #expiry(target: Target): Item {
    const days = isCanary(target) ? CANARY_RETENTION_DAYS : this.#retention.incident;
    return { [TTL]: { N: String(Math.floor(this.#clock() / 1_000) + days * DAY_SECONDS) } };
  }
}

function key(target: Target, sortKey: string): Item {
  return { [PK]: { S: targetPartition(target) }, [SK]: { S: sortKey } };
}
