import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { subjectOf } from '../../../lambda/adapters/aws/dynamodb-item.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { RunRecord } from '../../../lambda/domain/runs/record/run-record.ts';
import { INCIDENT } from '../../../lambda/domain/stored/incident.ts';
import { RUN_RECORD } from '../../../lambda/domain/stored/run-record.ts';

/** Runs and incidents of the table, and the number of all its items. */
export interface TableContents {
  /** Ordered by start, without superseded records. */
  readonly records: readonly RunRecord[];
  /** Ordered by opening. */
  readonly incidents: readonly Incident[];
  readonly items: number;
}

/** Reads the whole table: only the demo does, whose table is small. */
export async function readTable(client: DynamoDBClient, tableName: string): Promise<TableContents> {
  const records: RunRecord[] = [];
  const incidents: Incident[] = [];
  let items = 0;
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: tableName, ExclusiveStartKey: from }));
    for (const item of page.Items ?? []) {
      items++;
      const kind = subjectOf(item)?.kind;
      if (kind === 'run') records.push(readBody(RUN_RECORD, item));
      else if (kind === 'incident') incidents.push(readBody(INCIDENT, item));
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return {
    records: records
      .filter(({ supersededBy }) => supersededBy === null)
      .sort((a, b) => (a.run.startedAt ?? 0) - (b.run.startedAt ?? 0)),
    incidents: incidents.sort((a, b) => a.openedAt - b.openedAt),
    items,
  };
}
