import { DynamoDbFactStore } from '../../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { DynamoDbMuteStore } from '../../../lambda/adapters/aws/dynamodb-mute-store.ts';
import { ConsolePager } from '../../../lambda/adapters/local/console-pager.ts';
import type { LogBatch } from '../../../lambda/domain/model/log-batch.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import type { RunLine } from '../../../lambda/domain/runs/record/run-line.ts';
import type { Deployed } from '../deployed.ts';
import { LocalMonitor } from '../local-monitor.ts';
import type { Delivery } from './delivery.ts';
import type { LocalDynamoDb } from './local-dynamodb.ts';
import type { LogStream } from './log-stream.ts';

const MINUTE_MS = 60_000;

/** Callbacks for what happens while the week goes by. */
export interface Observer {
  transition(line: RunLine, at: number): void;
  page(page: PageMessage): void;
}

/** The deployed functions with their own DynamoDB and a simulated clock. */
export class Cloud {
  readonly #monitor: LocalMonitor;
  readonly #facts: DynamoDbFactStore;
  readonly #pager: ConsolePager;
  #sweptAt: number;

  constructor(
    { client, tableName }: LocalDynamoDb,
    {
      deployed,
      streams,
      startsAt,
      observer,
    }: {
      readonly deployed: Deployed;
      readonly streams: readonly LogStream[];
      readonly startsAt: number;
      readonly observer: Observer;
    },
  ) {
    const clock = () => this.#monitor.now;
    this.#sweptAt = startsAt;
    this.#facts = new DynamoDbFactStore(client, tableName, clock);
    this.#pager = new ConsolePager(() => observer.page(this.#pager.pages.at(-1)!));
    this.#monitor = new LocalMonitor(
      withoutLinks(deployed),
      {
        facts: this.#facts,
        incidents: new DynamoDbIncidentStore(client, tableName, clock),
        mutes: new DynamoDbMuteStore(client, tableName),
        topics: this.#pager,
        runLog: {
          write: (line) => {
            if (line.type === 'run') observer.transition(line, clock());
          },
        },
        logReader: {
          readWindow: async (group, stream, from, to) =>
            readWindow(streams, clock(), group, stream, from, to),
        },
      },
      startsAt,
    );
  }

  /** Pages sent so far, in order. */
  get pages(): readonly PageMessage[] {
    return this.#pager.pages;
  }

  /** Moves the clock to the delivery's time, then passes the delivery to its function. */
  async deliver(delivery: Delivery): Promise<void> {
    await this.passTime(delivery.at);
    switch (delivery.kind) {
      case 'logs':
        return this.#monitor.ingest(delivery.payload);
      case 'state':
        return this.#monitor.lifecycle(delivery.event);
      case 'message':
        return this.#monitor.publish(delivery.message);
      default:
        return delivery satisfies never;
    }
  }

  /** Moves the clock to `until`. The sweep runs at each full minute at which something is due. */
  async passTime(until: number): Promise<void> {
    const monitor = this.#monitor;
    for (;;) {
      const [next] = await this.#facts.listOpen();
      if (next === undefined) break;
      const minute = Math.ceil(Math.max(next.dueAt, this.#sweptAt + 1) / MINUTE_MS) * MINUTE_MS;
      if (minute > until) break;
      monitor.now = Math.max(monitor.now, minute);
      this.#sweptAt = minute;
      await monitor.sweep();
    }
    monitor.now = Math.max(monitor.now, until);
  }
}

/** Pages have no console links, because nothing is deployed; the runbook is the file in this clone. */
function withoutLinks(deployed: Deployed): Deployed {
  const { region: _region, dashboardUrl: _dashboardUrl, ...policy } = deployed.page.policy;
  return { ...deployed, page: { ...deployed.page, policy: { ...policy, runbookUrl: 'docs/runbook.md' } } };
}

/** The log events that CloudWatch Logs would return at `now`. */
function readWindow(
  streams: readonly LogStream[],
  now: number,
  logGroup: string,
  logStream: string,
  from: number,
  to: number,
): LogBatch {
  const events = streams
    .filter((stream) => stream.logGroup === logGroup && stream.logStream === logStream)
    .flatMap((stream) => stream.events)
    .filter(({ timestamp }) => timestamp >= from && timestamp <= Math.min(to, now));
  return { logGroup, logStream, events };
}
