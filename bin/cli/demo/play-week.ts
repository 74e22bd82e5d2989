import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import type { Source } from '../../../lambda/domain/model/target.ts';
import type { RunRecord } from '../../../lambda/domain/runs/record/run-record.ts';
import { deployed } from '../deployed.ts';
import { Cloud, type Observer } from './cloud.ts';
import { deliveriesOf } from './deliveries.ts';
import { startLocalDynamoDb } from './local-dynamodb.ts';
import { readTable } from './read-table.ts';
import type { Scene } from './scene.ts';

export interface Week {
  readonly scenes: readonly Scene[];
  /** Text of the settings file. */
  readonly settings: string;
  /** Epoch ms, a midnight UTC. */
  readonly startsAt: number;
  /** Epoch ms: the moment at which the result is shown. */
  readonly endsAt: number;
}

/** The contents of the stores, and everything that was sent, at the end of the week. */
export interface WeekResult {
  readonly records: readonly RunRecord[];
  /** Declarations of the week's settings. */
  readonly sources: readonly Source[];
  readonly incidents: readonly Incident[];
  readonly pages: readonly PageMessage[];
  /** Items in the table: facts, runs, incidents, states. */
  readonly items: number;
}

/** Plays a week through the pipeline on its own DynamoDB. Calls `progress` after each delivery, with 0 to 1. */
export async function playWeek(
  { scenes, settings, startsAt, endsAt }: Week,
  observer: Observer,
  progress: (share: number) => void = () => {},
): Promise<WeekResult> {
  const { deliveries, streams } = deliveriesOf(scenes, startsAt);
  const dynamoDb = await startLocalDynamoDb('migrate-watch-demo');
  try {
    const monitor = deployed(settings);
    const cloud = new Cloud(dynamoDb, { deployed: monitor, streams, startsAt, observer });
    for (const [index, delivery] of deliveries.entries()) {
      await cloud.deliver(delivery);
      progress((index + 1) / deliveries.length);
    }
    await cloud.passTime(endsAt);
    const { records, incidents, items } = await readTable(dynamoDb.client, dynamoDb.tableName);
    return { records, sources: monitor.page.sources, incidents, pages: cloud.pages, items };
  } finally {
    await dynamoDb.close();
  }
}
