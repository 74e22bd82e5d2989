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
  /** Epoch ms: the moment that what is shown holds for. */
  readonly endsAt: number;
}

/** What the stores held, and what had been sent, when the week was over. */
export interface WeekResult {
  readonly records: readonly RunRecord[];
  /** What the week's settings declare. */
  readonly sources: readonly Source[];
  readonly incidents: readonly Incident[];
  readonly pages: readonly PageMessage[];
  /** Items in the table: facts, runs, incidents, states. */
  readonly items: number;
}

/** Lets a week pass through the pipeline on a DynamoDB of its own. `progress` hears after each delivery, from 0 to 1. */
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
