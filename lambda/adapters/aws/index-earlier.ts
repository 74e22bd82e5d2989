import { type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import type { Target } from '../../domain/model/target.ts';
import { INCIDENT } from '../../domain/stored/incident.ts';
import { RUN_RECORD } from '../../domain/stored/run-record.ts';
import { TARGET_STATE } from '../../domain/stored/target-state.ts';
import type { EarlierItems, MayGoOn } from '../../pipeline/ports.ts';
import type { Item } from './conditional-put.ts';
import { keyAttributes, subjectOf } from './dynamodb-item.ts';
import { unpackBody } from './item-body.ts';
import { type Listed, listed, listedIncident, listedRun, listedState } from './listed.ts';
import { PROGRESS_KEY, runKey, stateKey, type TableKey, targetPartition } from './table-keys.ts';
import { readBody } from './versioned-body.ts';

const { partitionKey: PK, sortKey: SK, recentIndex: RECENT } = TABLE;

/** Most items that one call changes, and most reads that it makes: a few seconds of the sweep, and some cents in all. */
const MAX_CHANGES = 25;
const MAX_READS = 100;
/** Runs that began earlier are not put into the index. They are in it after their next write. */
const RUN_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

/** How far it has got. Databases are in the order of their names; first all states, then incidents and runs. */
interface Progress {
  readonly part: 'states' | 'rest' | 'done';
  /** Name of the last database that is done; the empty text sorts before all names. */
  readonly after: string;
}

/** What one call may still do. */
interface Budget {
  changes: number;
  reads: number;
  readonly mayGoOn: MayGoOn;
}

/**
 * Puts items of an earlier release into the index `recent`. Finds them without a scan: the settings name the databases, and a
 * database's partition names its incidents and its last runs.
 *
 * Changes only the three attributes of the index, on condition that the item's revision is the one that was read. So a writer that
 * writes the item at the same time wins, and its write has the attributes anyway.
 */
export class DynamoDbEarlierItems implements EarlierItems {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  #isDone = false;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async indexSome(targets: readonly Target[], now: number, mayGoOn: MayGoOn): Promise<void> {
    if (this.#isDone) return;
    const [stored] = await this.#query(PROGRESS_KEY, false);
    let progress: Progress =
      stored === undefined ? { part: 'states', after: '' } : unpackBody(stored['body']);
    const names = new Map(targets.map((target) => [targetPartition(target), target]));
    const sorted = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
    const budget: Budget = { changes: MAX_CHANGES, reads: MAX_READS, mayGoOn };
    while (progress.part !== 'done' && budget.changes > 0 && budget.reads > 0 && mayGoOn()) {
      const { part, after }: Progress = progress;
      const [name, target] = sorted.find(([each]) => each > after) ?? [];
      if (name === undefined || target === undefined) {
        progress = { part: part === 'states' ? 'rest' : 'done', after: '' };
        continue;
      }
      const isWhole =
        part === 'states' ? await this.#state(target, budget) : await this.#rest(target, now, budget);
      if (isWhole) progress = { part, after: name };
    }
    this.#isDone = progress.part === 'done';
    const left = progress.part === 'rest' ? sorted.filter(([each]) => each > progress.after) : sorted;
    await this.#putProgress(progress, left.length);
  }

  async #state(target: Target, budget: Budget): Promise<boolean> {
    budget.reads--;
    const items = await this.#query(stateKey(target), true);
    return this.#list(items, budget);
  }

  /** False if the budget ended first. */
  async #rest(target: Target, now: number, budget: Budget): Promise<boolean> {
    budget.reads--;
    const [item] = await this.#query(stateKey(target), false);
    if (item === undefined) return true;
    const { runs } = readBody(TARGET_STATE, item);
    budget.reads--;
    const incidents = await this.#query(
      { partition: targetPartition(target), sort: 'incident#' },
      true,
      true,
    );
    if (!(await this.#list(incidents, budget))) return false;
    for (const { origin, id } of runs.filter(({ startedAt }) => startedAt >= now - RUN_DAYS * DAY_MS)) {
      if (!mayChange(budget)) return false;
      budget.reads--;
      if (!(await this.#list(await this.#query(runKey(origin, id), true), budget))) return false;
    }
    return true;
  }

  /** Changes items while the budget lasts. False if it ended first. */
  async #list(items: readonly Item[], budget: Budget): Promise<boolean> {
    for (const item of items) {
      const attributes = listingOf(item);
      if (Object.keys(attributes).length === 0) continue;
      if (!mayChange(budget)) return false;
      budget.changes--;
      await this.#update(item, attributes);
    }
    return true;
  }

  async #update(item: Item, attributes: Listed): Promise<void> {
    const { partitionKey, sortKey, summary } = RECENT;
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: { [PK]: item[PK]!, [SK]: item[SK]! },
          ConditionExpression: '#revision = :revision',
          UpdateExpression: 'SET #list = :list, #at = :at, #summary = :summary',
          ExpressionAttributeNames: {
            '#revision': 'revision',
            '#list': partitionKey,
            '#at': sortKey,
            '#summary': summary,
          },
          ExpressionAttributeValues: {
            ':revision': item['revision']!,
            ':list': attributes[partitionKey]!,
            ':at': attributes[sortKey]!,
            ':summary': attributes[summary]!,
          },
        }),
      );
    } catch (error) {
      // A writer was faster; what it wrote is in the index.
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    }
  }

  /** The item itself is in the list of states while something is left, so that readers of lists learn of it. */
  async #putProgress(progress: Progress, left: number): Promise<void> {
    const { partitionKey, sortKey, summary } = RECENT;
    const shown = listed('state', 0, { left });
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#tableName,
        Key: keyAttributes(PROGRESS_KEY),
        UpdateExpression:
          progress.part === 'done'
            ? 'SET body = :body REMOVE #list, #at, #summary'
            : 'SET body = :body, #list = :list, #at = :at, #summary = :summary',
        ExpressionAttributeNames: { '#list': partitionKey, '#at': sortKey, '#summary': summary },
        ExpressionAttributeValues: {
          ':body': { S: JSON.stringify(progress) },
          ...(progress.part !== 'done' && {
            ':list': shown[partitionKey]!,
            ':at': shown[sortKey]!,
            ':summary': shown[summary]!,
          }),
        },
      }),
    );
  }

  /** The item with this key, or all whose sort key begins with it; with `unlisted` only those that the index does not have. */
  async #query({ partition, sort }: TableKey, unlisted: boolean, begins = false): Promise<Item[]> {
    const items: Item[] = [];
    let from: Item | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#tableName,
          KeyConditionExpression: `#key = :key AND ${begins ? 'begins_with(#sort, :sort)' : '#sort = :sort'}`,
          ...(unlisted && { FilterExpression: 'attribute_not_exists(#list)' }),
          ExpressionAttributeNames: {
            '#key': PK,
            '#sort': SK,
            ...(unlisted && { '#list': RECENT.partitionKey }),
          },
          ExpressionAttributeValues: { ':key': { S: partition }, ':sort': { S: sort } },
          ...(from && { ExclusiveStartKey: from }),
          ConsistentRead: true,
        }),
      );
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return items;
  }
}

/** The first change of a call needs no time, so each call gets further, however short its time is. */
function mayChange({ changes, mayGoOn }: Budget): boolean {
  return changes === MAX_CHANGES || (changes > 0 && mayGoOn());
}

function listingOf(item: Item): Listed {
  switch (subjectOf(item)?.kind) {
    case 'run':
      return listedRun(readBody(RUN_RECORD, item));
    case 'state':
      return listedState(readBody(TARGET_STATE, item));
    case 'incident':
      return listedIncident(readBody(INCIDENT, item));
    default:
      return {};
  }
}
