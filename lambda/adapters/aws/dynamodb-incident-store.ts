import {
  type AttributeValue,
  type DynamoDBClient,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { CANARY_RETENTION_DAYS } from '../../contract/canary.ts';
import { RETENTION_DAYS, type Retention, TABLE } from '../../contract/table.ts';
import { type Incident, incidentDueAt } from '../../domain/incidents/incident.ts';
import { namesToRead, type SettledIncident } from '../../domain/incidents/settled.ts';
import type { TargetState } from '../../domain/incidents/target-state.ts';
import { toldOf } from '../../domain/incidents/told.ts';
import { type IncidentName, incidentKey, parseIncidentKey } from '../../domain/model/incident-key.ts';
import { isCanary } from '../../domain/model/is-canary.ts';
import { sameValue } from '../../domain/model/same-value.ts';
import type { Target } from '../../domain/model/target.ts';
import { emptyHistory, type History } from '../../domain/normal/history.ts';
import { HISTORY } from '../../domain/stored/history.ts';
import { INCIDENT } from '../../domain/stored/incident.ts';
import { TARGET_STATE } from '../../domain/stored/target-state.ts';
import type { Clock, IncidentStore, TargetItems } from '../../pipeline/ports.ts';
import { type Item, putRevision } from './conditional-put.ts';
import { expiryAttribute, keyAttributes, openAttributes, subjectOf } from './dynamodb-item.ts';
import { packBody, unpackBody } from './item-body.ts';
import { listedIncident, listedState } from './listed.ts';
import {
  formatNumbers,
  historyKey,
  incidentItemKey,
  parseNumbers,
  stateKey,
  type TableKey,
  targetPartition,
} from './table-keys.ts';
import { TableStore } from './table-store.ts';
import { bodyOf, readBody } from './versioned-body.ts';

const { partitionKey: PK, sortKey: SK } = TABLE;

/** Database states and incidents in the one table. Makes single-item conditional writes only. */
export class DynamoDbIncidentStore extends TableStore implements IncidentStore {
  readonly #retention: Pick<Retention, 'incident'>;

  /** `clock` and `retention` are used only for the time at which items expire. `retention` defaults to `RETENTION_DAYS`. */
  constructor(
    client: DynamoDBClient,
    tableName: string,
    clock: Clock,
    retention: Pick<Retention, 'incident'> = RETENTION_DAYS,
  ) {
    super(client, tableName, clock);
    this.#retention = retention;
  }

  /**
   * Reads the state first; it is the last item of its partition. Then reads the incidents that the state names and that are not
   * settled, or all if it names none.
   */
  async readTarget(target: Target): Promise<TargetItems> {
    const [last] = (await this.#query(target, { ScanIndexForward: false, Limit: 1 })).Items ?? [];
    if (last === undefined) return { state: null, incidents: [], settled: [], inUse: null };
    const state = subjectOf(last)?.kind === 'state' ? readBody(TARGET_STATE, last) : null;
    // A state that an earlier release wrote does not have this attribute.
    const numbers = state === null ? undefined : last['inUse']?.S;
    const inUse =
      numbers === undefined
        ? null
        : [...parseNumbers(target, numbers), ...formerNamesIn(last['inUseOfFormer'])];
    if (inUse === null) return { state, incidents: await this.#allIncidents(target), settled: [], inUse };
    const settled = last['settled'] === undefined ? [] : unpackBody<SettledIncident[]>(last['settled']);
    return {
      state,
      incidents: await this.readIncidents(namesToRead(target, inUse, settled)),
      settled,
      inUse,
    };
  }

  async readIncidents(names: readonly IncidentName[]): Promise<readonly Incident[]> {
    return (await Promise.all(names.map((name) => this.#incident(name)))).flat();
  }

  putState(
    state: TargetState,
    expected: number | null,
    inUse?: readonly IncidentName[],
    settled: readonly SettledIncident[] = [],
  ): Promise<'written' | 'conflict'> {
    const { target, revision } = state;
    const isOwn = (name: IncidentName) => sameValue(name.target, target);
    const ofFormer = inUse?.filter((name) => !isOwn(name)) ?? [];
    const item = {
      ...keyAttributes(stateKey(target)),
      ...this.#expiry(target),
      // Beside the body, so that the sweep need not unpack it.
      ...(inUse === undefined ? {} : { inUse: { S: formatNumbers(inUse.filter(isOwn)) } }),
      // Incidents of former names stay in the partitions of those names.
      ...(ofFormer.length === 0 ? {} : { inUseOfFormer: { SS: ofFormer.map(incidentKey) } }),
      ...(settled.length === 0 ? {} : { settled: packBody(settled) }),
      ...listedState(state),
      ...bodyOf(TARGET_STATE, state),
    };
    return putRevision(this.client, this.tableName, item, revision, expected);
  }

  putIncident(incident: Incident, expected: number | null): Promise<'written' | 'conflict'> {
    const { target, conditions, ended, revision, announcedIn } = incident;
    const told = toldOf(incident);
    const item = {
      ...keyAttributes(incidentItemKey(incident)),
      ...this.#expiry(target),
      ...openAttributes(incidentDueAt(incident)),
      // Beside the body, so that the sweep need not unpack it.
      conditions: { S: conditions.join(' ') },
      ...(ended === null ? {} : { isOver: { BOOL: true } }),
      ...listedIncident(incident),
      ...(announcedIn === undefined ? {} : { announcedIn: { S: announcedIn } }),
      ...(told === undefined ? {} : { told: { S: JSON.stringify(told) } }),
      ...bodyOf(INCIDENT, incident),
    };
    return putRevision(this.client, this.tableName, item, revision, expected);
  }

  async readHistory(target: Target): Promise<History> {
    const [item] = await this.#item(target, historyKey(target));
    return item === undefined ? emptyHistory(target) : readBody(HISTORY, item);
  }

  putHistory(history: History, expected: number | null): Promise<'written' | 'conflict'> {
    const { target, revision } = history;
    const item = {
      ...keyAttributes(historyKey(target)),
      ...this.#expiry(target),
      ...bodyOf(HISTORY, history),
    };
    return putRevision(this.client, this.tableName, item, revision, expected);
  }

  async #incident(name: IncidentName): Promise<readonly Incident[]> {
    return (await this.#item(name.target, incidentItemKey(name))).map(incidentIn);
  }

  async #item(target: Target, { partition, sort }: TableKey): Promise<readonly Item[]> {
    const { Items = [] } = await this.#query(target, {
      KeyConditionExpression: '#key = :target AND #sort = :sort',
      ExpressionAttributeNames: { '#key': PK, '#sort': SK },
      ExpressionAttributeValues: { ':target': { S: partition }, ':sort': { S: sort } },
    });
    return Items;
  }

  async #allIncidents(target: Target): Promise<readonly Incident[]> {
    const incidents: Incident[] = [];
    for await (const page of paginateQuery({ client: this.client }, this.#queryOf(target))) {
      const items = (page.Items ?? []).filter((item) => subjectOf(item)?.kind === 'incident');
      incidents.push(...items.map(incidentIn));
    }
    return incidents;
  }

  #query(target: Target, over: Partial<QueryCommandInput>): Promise<QueryCommandOutput> {
    return this.client.send(new QueryCommand({ ...this.#queryOf(target), ...over }));
  }

  #queryOf(target: Target): QueryCommandInput {
    return {
      TableName: this.tableName,
      KeyConditionExpression: '#key = :target',
      ExpressionAttributeNames: { '#key': PK },
      ExpressionAttributeValues: { ':target': { S: targetPartition(target) } },
      ConsistentRead: true,
    };
  }

  #expiry(target: Target): Item {
    const days = isCanary(target) ? CANARY_RETENTION_DAYS : this.#retention.incident;
    return expiryAttribute(this.clock(), days);
  }
}

function formerNamesIn(keys: AttributeValue | undefined): readonly IncidentName[] {
  return (keys?.SS ?? []).flatMap((key) => parseIncidentKey(key) ?? []);
}

function incidentIn(item: Item): Incident {
  return readBody(INCIDENT, item);
}
