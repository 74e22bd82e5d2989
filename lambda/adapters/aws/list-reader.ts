import { type AttributeValue, type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { type List, TABLE } from '../../contract/table.ts';
import type { ListedState, OpenNow } from '../../domain/incidents/database-status.ts';
import type { Incident } from '../../domain/incidents/incident.ts';
import type { IncidentLine } from '../../domain/incidents/incident-line.ts';
import type { VersionLine } from '../../domain/incidents/version-line.ts';
import type { Decision } from '../../domain/model/decision.ts';
import type { ExpectedRun } from '../../domain/runs/expected-run.ts';
import { type ListedRun, type StoredListLine, wholeListLine } from '../../domain/runs/record/list-line.ts';
import type { RunRecord } from '../../domain/runs/record/run-record.ts';
import { EXPECTED_RUN } from '../../domain/stored/expected-run.ts';
import { INCIDENT } from '../../domain/stored/incident.ts';
import { DECISION } from '../../domain/stored/review.ts';
import { RUN_RECORD } from '../../domain/stored/run-record.ts';
import type { ReviewReader } from '../../pipeline/ports.ts';
import { subjectOf } from './dynamodb-item.ts';
import { DECISIONS_PARTITION } from './table-keys.ts';
import { readBody } from './versioned-body.ts';

const { partitionKey: PK, sortKey: SK, openIndex: OPEN, recentIndex: RECENT } = TABLE;

export type StoredItem = Record<string, AttributeValue>;

/** A range of `listedAt`, epoch ms; both ends are included. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Reads the lists of the table: databases, runs, incidents, and what is open. It makes no scan: each method is one Query. */
export class ListReader implements ReviewReader {
  protected readonly client: DynamoDBClient;
  protected readonly tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.client = client;
    this.tableName = tableName;
  }

  /** States of all databases, by name; and how many databases of an earlier release are not completely listed yet. */
  async states(): Promise<{ readonly states: readonly ListedState[]; readonly left: number }> {
    let left = 0;
    const states: ListedState[] = [];
    for await (const item of this.#list('state', { from: 0, until: 0 })) {
      const subject = subjectOf(item);
      if (subject?.kind === 'progress') left = summaryOf<{ readonly left: number }>(item).left;
      else if (subject?.kind === 'state')
        states.push({ target: subject.target, ...summaryOf<VersionLine>(item) });
    }
    return { states, left };
  }

  /** Runs that began in the span, the newest first. Reads on only as far as the caller does; `atOnce` is a hint how far that is. */
  async *runs(span: Span, atOnce?: number): AsyncGenerator<ListedRun> {
    for await (const item of this.#list('run', span, atOnce)) {
      const id = item[SK]!.S!.slice('run#'.length);
      const startedAt = Number(item[RECENT.sortKey]?.N);
      yield { id, startedAt, ...wholeListLine(summaryOf<StoredListLine>(item)) };
    }
  }

  /** Incidents that opened in the span, the newest first. */
  async *incidents(span: Span, atOnce?: number): AsyncGenerator<IncidentLine> {
    for await (const item of this.#list('incident', span, atOnce)) yield summaryOf<IncidentLine>(item);
  }

  /** The index of what the sweep may have to do something about. One Query, however many databases there are. */
  async open(): Promise<OpenNow> {
    const runs: RunRecord[] = [];
    const incidents: Incident[] = [];
    const expected: ExpectedRun[] = [];
    const query = {
      IndexName: OPEN.name,
      KeyConditionExpression: '#open = :open',
      ExpressionAttributeNames: { '#open': OPEN.partitionKey },
      ExpressionAttributeValues: { ':open': { S: OPEN.partition } },
    };
    for await (const item of this.query(query)) {
      const kind = subjectOf(item)?.kind;
      if (kind === 'run') runs.push(readBody(RUN_RECORD, item));
      else if (kind === 'incident') incidents.push(readBody(INCIDENT, item));
      else if (kind === 'expected') expected.push(readBody(EXPECTED_RUN, item));
    }
    return {
      runs: runs.filter(({ run, supersededBy }) => run.outcome === 'running' && supersededBy === null),
      incidents: incidents.filter(({ ended }) => ended === null),
      expected,
    };
  }

  /** What people decided about findings of reviews, the last decision about each. Strongly consistent. */
  async decisions(): Promise<readonly Decision[]> {
    const decisions: Decision[] = [];
    const query = {
      KeyConditionExpression: '#key = :decisions',
      ExpressionAttributeNames: { '#key': PK },
      ExpressionAttributeValues: { ':decisions': { S: DECISIONS_PARTITION } },
      ConsistentRead: true,
    };
    for await (const item of this.query(query)) decisions.push(readBody(DECISION, item));
    return decisions;
  }

  #list(list: List, { from, until }: Span, atOnce?: number): AsyncGenerator<StoredItem> {
    return this.query({
      IndexName: RECENT.name,
      KeyConditionExpression: '#list = :list AND #at BETWEEN :from AND :until',
      ExpressionAttributeNames: { '#list': RECENT.partitionKey, '#at': RECENT.sortKey },
      ExpressionAttributeValues: {
        ':list': { S: list },
        ':from': { N: String(from) },
        ':until': { N: String(until) },
      },
      ScanIndexForward: false,
      ...(atOnce === undefined ? {} : { Limit: atOnce }),
    });
  }

  protected async *query(query: object): AsyncGenerator<StoredItem> {
    const pages = paginateQuery({ client: this.client }, { TableName: this.tableName, ...query });
    for await (const { Items = [] } of pages) yield* Items;
  }
}

/** The small JSON text of an item of the index `recent`. */
export function summaryOf<T>(item: StoredItem): T {
  return JSON.parse(item[RECENT.summary]?.S ?? '{}') as T;
}
