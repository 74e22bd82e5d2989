import { readFileSync } from 'node:fs';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { type Task, taskRunning, taskStopped } from '../../bin/cli/aws-events/task-state.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { MemoryTestStore } from '../../lambda/adapters/local/memory-test-store.ts';
import type { RunNotice } from '../../lambda/domain/channels/change-message.ts';

const SETTINGS = `
sources:
  - logGroup: /ecs/orders
    ecs: { cluster: main, family: orders-migrate, container: migrate }
    dedicated: true
    database: orders
databases: { orders: { engine: postgres, multiStatement: false } }
channels: { automation: { eventbridge: {} } }
routes: { critical: [oncall@example.com, automation] }
escalation: { critical: { levels: [{ after: 15m, to: [automation] }] } }
runbookUrl: https://example.org/migrate-watch/runbook.md`;

const MINUTE_MS = 60_000;

/** One run of the story: a captured log, and what the task ended with. */
export interface Told {
  /** Name of a captured log below test/fixtures/migrate. */
  readonly fixture: string;
  readonly exitCode: number;
  /**
   * How long before now it ran, ms, because its lines arrive late.
   *
   * @default 0
   */
  readonly startedBeforeMs?: number;
}

/** A monitor of one database that is told what happens to it, and keeps the notices for its channels. */
export class Story {
  readonly notices: RunNotice[] = [];
  readonly #incidents = new MemoryIncidentStore();
  readonly #monitor: LocalMonitor;

  constructor(startsAt: number) {
    const keep = async (notice: RunNotice) => void this.notices.push(notice);
    this.#monitor = new LocalMonitor(
      deployed(SETTINGS),
      {
        facts: new MemoryFactStore(() => this.#incidents.indexedIncidents()),
        incidents: this.#incidents,
        mutes: new MemoryMuteStore(),
        tests: new MemoryTestStore(),
        logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
        topics: {
          publishPage: (_severity, page) => keep(page),
          publishChange: (_severity, change) => keep(change),
          publishAsk: async () => {},
        },
      },
      startsAt,
    );
  }

  /** A task prints a captured log and stops. */
  async run({ fixture, exitCode, startedBeforeMs = 0 }: Told): Promise<void> {
    const at = this.#monitor.now - startedBeforeMs;
    const path = new URL(`../../test/fixtures/migrate/${fixture}.log`, import.meta.url);
    const task: Task = {
      id: at.toString(16).padStart(32, '0'),
      cluster: 'main',
      family: 'orders-migrate',
      containers: [{ name: 'migrate' }],
    };
    await this.#monitor.lifecycle(taskRunning(task, at));
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
    const events = lines.map((message, line) => ({
      id: eventId(at, line),
      timestamp: at + 100 * (line + 1),
      message,
    }));
    const endedAt = at + 100 * (lines.length + 1);
    this.#monitor.now = Math.max(this.#monitor.now, endedAt) + 1_000;
    const logStream = `orders/migrate/${task.id}`;
    await this.#monitor.ingest(subscriptionPayload({ logGroup: '/ecs/orders', logStream, events }));
    await this.#monitor.lifecycle(
      taskStopped(task, at, {
        at: endedAt,
        executionStoppedAt: endedAt,
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        containers: { migrate: { exitCode } },
      }),
    );
  }

  /** Time passes, with a sweep in each minute. */
  async wait(minutes: number): Promise<void> {
    const until = this.#monitor.now + minutes * MINUTE_MS;
    while (this.#monitor.now < until) {
      this.#monitor.now += MINUTE_MS;
      await this.#monitor.sweep();
    }
  }

  /** Somebody leaves a note on the open incident. */
  async note(text: string): Promise<void> {
    const [open] = this.#incidents.openIncidents();
    await this.#monitor.publish({
      type: 'action',
      incident: open!.incident,
      action: {
        do: 'note',
        id: 'note-1',
        at: this.#monitor.now,
        by: { name: 'ada', via: 'command line' },
        text,
      },
    });
  }

  /** Somebody tests the path of pages. */
  async testPage(): Promise<void> {
    const at = this.#monitor.now;
    const test = { id: 'test-1', topic: 'critical', only: 'automation', at, by: 'ada' } as const;
    await this.#monitor.publish({ type: 'test-page', test });
  }
}

const NIGHT = Date.UTC(2026, 2, 5, 2, 13);

/** Notices of every kind: a migration fails, nobody takes it for an hour, it is refused again, repaired, and applied. */
export async function wholeStory(): Promise<readonly RunNotice[]> {
  const story = new Story(NIGHT);
  await story.testPage();
  await story.wait(10);
  await story.run({ fixture: 'dirty-then-forced-verbose.1', exitCode: 1 });
  await story.note('I look at it');
  await story.wait(70);
  await story.run({ fixture: 'dirty-then-forced-verbose.2', exitCode: 1 });
  await story.wait(5);
  await story.run({ fixture: 'dirty-then-forced-verbose.4', exitCode: 0 });
  await story.run({ fixture: 'dirty-then-forced-verbose.5', exitCode: 0 });
  return [...story.notices, ...(await refusalFirst())];
}

/** The lines of the failure arrive after a refusal that it caused, so the page about the refusal is updated. */
async function refusalFirst(): Promise<readonly RunNotice[]> {
  const story = new Story(NIGHT);
  await story.run({ fixture: 'dirty-then-forced-verbose.2', exitCode: 1 });
  await story.run({ fixture: 'dirty-then-forced-verbose.1', exitCode: 1, startedBeforeMs: 5 * MINUTE_MS });
  return story.notices;
}
