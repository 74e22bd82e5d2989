import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { CANARY_RETENTION_DAYS } from '../contract/canary.ts';
import { RETENTION_DAYS, type Retention, TABLE } from '../contract/table.ts';
import { isCanary } from '../domain/canary/is-canary.ts';
import { type Incident, incidentDueAt } from '../domain/incident/incident.ts';
import type { TargetState } from '../domain/incident/target-state.ts';
import type { Target } from '../domain/target.ts';
import type { Clock, IncidentStore, TargetItems } from '../pipeline/ports.ts';
import { packBody, unpackBody } from './item-body.ts';

type Item = Record<string, AttributeValue>;

const { partitionKey: PK, sortKey: SK, openIndex: OPEN, ttl: TTL } = TABLE;
const STATE = 'state';
const INCIDENT = 'incident#';
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
          ExpressionAttributeValues: { ':target': { S: targetKey(target) } },
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      );
      for (const item of page.Items ?? []) {
        if (item[SK]?.S === STATE) state = unpackBody<TargetState>(item['body']);
        else if (item[SK]?.S?.startsWith(INCIDENT)) incidents.push(unpackBody<Incident>(item['body']));
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
    return this.#putIf(item, revision, expected);
  }

  putIncident(incident: Incident, expected: number | null): Promise<'written' | 'conflict'> {
    const { target, kind, n, causes, revision } = incident;
    const dueAt = incidentDueAt(incident);
    const item = {
      ...key(target, `${INCIDENT}${kind}#${n}`),
      ...this.#expiry(target),
      ...(dueAt === null
        ? {}
        : { [OPEN.partitionKey]: { S: OPEN.partition }, [OPEN.sortKey]: { N: String(dueAt) } }),
      // Beside the body, so that the sweep need not unpack it.
      causes: { S: causes.join(' ') },
      body: packBody(incident),
    };
    return this.#putIf(item, revision, expected);
  }

  #expiry(target: Target): Item {
    const days = isCanary(target) ? CANARY_RETENTION_DAYS : this.#retention.incident;
    return { [TTL]: { N: String(Math.floor(this.#clock() / 1_000) + days * DAY_SECONDS) } };
  }

  async #putIf(item: Item, revision: number, expected: number | null): Promise<'written' | 'conflict'> {
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: { ...item, revision: { N: String(revision) } },
          ...(expected === null
            ? { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': PK } }
            : {
                ConditionExpression: '#revision = :expected',
                ExpressionAttributeNames: { '#revision': 'revision' },
                ExpressionAttributeValues: { ':expected': { N: String(expected) } },
              }),
        }),
      );
      return 'written';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'conflict';
      throw error;
    }
  }
}

function key(target: Target, sortKey: string): Item {
  return { [PK]: { S: targetKey(target) }, [SK]: { S: sortKey } };
}

function targetKey({ environment, database }: Target): string {
  return `target#${environment}#${database}`;
}
