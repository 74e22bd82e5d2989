import { readFileSync } from 'node:fs';
import { ACCOUNT } from '../../bin/cli/aws-events/place.ts';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { type Task, taskRunning, taskStopped } from '../../bin/cli/aws-events/task-state.ts';
import type { Deployed } from '../../bin/cli/deployed.ts';
import { decodeLogBatch } from '../../lambda/adapters/input/decode-log-batch.ts';
import { decodeStateEvent } from '../../lambda/adapters/input/decode-state-event.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import type { Severity } from '../../lambda/contract/severity.ts';
import type { AskMessage } from '../../lambda/domain/channels/ask-message.ts';
import type { ChangeMessage } from '../../lambda/domain/channels/change-message.ts';
import type { AlarmNotification } from '../../lambda/domain/incidents/alarm-notification.ts';
import type { PagePolicy } from '../../lambda/domain/incidents/page-policy.ts';
import { extractMigrateLines, linesFact } from '../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import { monitorText } from '../../lambda/domain/model/monitor.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import { pageText } from '../../lambda/domain/pages/text.ts';
import { fold } from '../../lambda/domain/runs/fold/fold.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { factsOf } from '../../lambda/domain/runs/state-event.ts';
import { page } from '../../lambda/pipeline/page.ts';
import { deployedBy } from '../sources-of.ts';

/** 2026-03-05T02:13:00Z, at night. */
export const NIGHT = Date.UTC(2026, 2, 5, 2, 13);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A monitor of one database with dedicated tasks. */
export const MONITOR = deployedBy(`
sources:
  - logGroup: /ecs/orders
    ecs: { cluster: main, family: orders-migrate, container: migrate }
    dedicated: true
    database: orders
databases: { orders: { engine: postgres, multiStatement: false } }
runbookUrl: https://example.org/migrate-watch/runbook.md`);

export const SOURCES = MONITOR.ingest.sources;

/** Without Region and dashboard, because another test checks the links of a page. */
export const POLICY = policyOf(MONITOR);

/** The keys of the database's incidents of the kind `migration`, without their numbers: within the monitor, and as receivers know them. */
export const KEY = 'migrate-watch/production/orders/migration';
export const SENT_KEY = `${monitorText(POLICY.monitor)}/${KEY}`;

export function policyOf({ page: { policy } }: Deployed): PagePolicy {
  const { region: _region, dashboardUrl: _dashboardUrl, ...rest } = policy;
  return rest;
}

/** How a captured run is placed in the story. */
export interface Staging {
  /** Epoch ms of its first line; each further line comes 200 ms later. */
  readonly at: number;
  /** Left out if the platform does not report the end. */
  readonly exitCode?: number;
  readonly reason?: string;
  /** Words of the container's command, where an override names them. */
  readonly command?: readonly string[];
  readonly image?: string;
  /** Replaces version numbers and names, so that the story is about one database. */
  readonly rename?: readonly (readonly [RegExp, string])[];
  /** What its entrypoint announces before it, without the prefix `migrate-watch: `. */
  readonly announced?: string;
}

/** The run that a captured log makes when an ECS task of the database `orders` prints it. */
export function capturedRun(fixture: string, staging: Staging): Run {
  const { at, exitCode, reason, command, image, rename = [], announced } = staging;
  const path = new URL(`../fixtures/migrate/${fixture}.log`, import.meta.url);
  const text = rename.reduce((log, [from, to]) => log.replace(from, to), readFileSync(path, 'utf8'));
  const task: Task = {
    id: at.toString(16).padStart(32, '0'),
    cluster: 'main',
    family: 'orders-migrate',
    containers: [{ name: 'migrate', command, ...(image !== undefined && { image }) }],
  };
  const printed = text.split('\n').filter((line) => line !== '');
  const lines = [...(announced === undefined ? [] : [`migrate-watch: ${announced}`]), ...printed];
  const events = lines.map((message, index) => ({
    id: eventId(at, index),
    timestamp: at + index * 200,
    message,
  }));
  const logStream = `orders/migrate/${task.id}`;
  const decoded = decodeLogBatch(subscriptionPayload({ logGroup: '/ecs/orders', logStream, events }));
  if (decoded.kind !== 'batch') throw new Error(`${fixture} makes no batch`);
  const admitted = extractMigrateLines(decoded.batch, 'stream');
  if (admitted.length === 0) throw new Error(`${fixture} holds no line of golang-migrate`);
  const states = [taskRunning(task, at - 1_000)];
  if (exitCode !== undefined) {
    const endedAt = at + events.length * 200 + 1_000;
    const stopCode = 'EssentialContainerExited';
    const stoppedReason = 'Essential container in task exited';
    const containers = { migrate: { exitCode, reason } };
    states.push(
      taskStopped(task, at - 1_000, {
        at: endedAt,
        executionStoppedAt: endedAt,
        stopCode,
        stoppedReason,
        containers,
      }),
    );
  }
  const facts = [
    ...admitted.map((each) => linesFact(each, 'lines', 'stream')),
    ...states.flatMap((event) => factsOf(decodeStateEvent(event), ACCOUNT).map(({ fact }) => fact)),
  ];
  const run = fold(facts, { origin: admitted[0]!.origin.id, sources: SOURCES }).at(-1);
  if (run === undefined) throw new Error(`${fixture} makes no run`);
  return run;
}

export function runMessage(run: Run, revision = 1): EventsMessage & { type: 'run' } {
  const transition = {
    kind: run.outcome === 'running' ? 'started' : 'ended',
    before: null,
    after: run.outcome,
  } as const;
  return { type: 'run', id: `${run.id}#${revision}`, transition, run, revision };
}

/** Runs `page` with memory stores and its own clock. Keeps the messages of each topic. */
export class PageWorld {
  readonly incidents = new MemoryIncidentStore();
  readonly facts = new MemoryFactStore(() => this.incidents.indexedIncidents());
  readonly sent: {
    readonly topic: Severity;
    readonly page: PageMessage;
    readonly levels?: readonly number[];
  }[] = [];
  readonly changes: { readonly topic: Severity; readonly change: ChangeMessage }[] = [];
  readonly asks: { readonly topic: Severity; readonly ask: AskMessage }[] = [];
  readonly mutes = new MemoryMuteStore();
  readonly metrics: MetricDatum[] = [];
  /** Lines of the health log. */
  readonly warnings: string[] = [];
  policy = POLICY;
  /** Number of waits after lost conditions. */
  pauses = 0;
  /** Makes the next call of the topics fail. */
  topicsBroken = false;

  async tell(message: EventsMessage | AlarmNotification, now: number): Promise<void> {
    if ('type' in message && message.type === 'run') await this.#store(message.run, message.revision);
    await page(message, {
      incidents: this.incidents,
      facts: this.facts,
      mutes: this.mutes,
      metrics: { put: async (data) => void this.metrics.push(...data) },
      healthLog: { warn: (line) => void this.warnings.push(line) },
      topics: {
        publishPage: async (topic, written, levels) => {
          if (this.topicsBroken) throw new Error('the topic is out of reach');
          this.sent.push({ topic, page: written, ...(levels && { levels }) });
        },
        publishChange: async (topic, change) => {
          if (this.topicsBroken) throw new Error('the topic is out of reach');
          this.changes.push({ topic, change });
        },
        publishAsk: async (topic, ask) => void this.asks.push({ topic, ask }),
      },
      policy: this.policy,
      now,
      random: () => 0,
      pause: async () => {
        this.pauses++;
      },
    });
  }

  /** Sends the message about `run` a second after its end. */
  async ended(run: Run, revision = 1): Promise<void> {
    await this.tell(runMessage(run, revision), (run.endedAt ?? run.lastEventAt ?? NIGHT) + 1_000);
  }

  get titles(): readonly string[] {
    return this.sent.map(({ topic, page: { title } }) => `${topic}: ${title}`);
  }

  get lastText(): string {
    return pageText(this.sent.at(-1)!.page);
  }

  async #store(run: Run, revision: number): Promise<void> {
    const { records } = await this.facts.readOrigin(run.origin);
    const stored = records.find((record) => record.run.id === run.id)?.revision ?? null;
    if (stored !== null && stored >= revision) return;
    await this.facts.putRecord({ run, revision, outbox: [], rereads: 0, supersededBy: null }, stored, null);
  }
}
