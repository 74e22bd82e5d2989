import { MemoryFactStore } from '../../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../../lambda/adapters/local/memory-mute-store.ts';
import type { Severity } from '../../../lambda/contract/severity.ts';
import { type ExplainedRun, explainRuns } from '../../../lambda/domain/incidents/explained-run.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import { nextTime } from '../../../lambda/domain/model/schedule.ts';
import type { Source } from '../../../lambda/domain/model/target.ts';
import { expectedCall } from '../../../lib/functions/expected-call.ts';
import type { ExpectedRunSettings, Settings } from '../../../lib/settings/settings.ts';
import { iso } from '../aws-events/place.ts';
import { subscriptionPayload } from '../aws-events/subscription.ts';
import { deployedAs } from '../deployed.ts';
import { LocalMonitor } from '../local-monitor.ts';
import { DeliveredLogs } from './delivered-logs.ts';
import type { Scenario, Step } from './scenario.ts';

/** The result of a scenario. */
export interface Played {
  /** Runs that were not superseded, ordered by start. */
  readonly runs: readonly ExplainedRun[];
  /** Ordered by opening. */
  readonly incidents: readonly Incident[];
  /** Ordered by sending. */
  readonly pages: readonly SentPage[];
  /** Inputs that a function could not read or process. */
  readonly notes: readonly Note[];
  /** The clock at the end, epoch ms. */
  readonly endedAt: number;
}

export interface SentPage {
  readonly page: PageMessage;
  readonly topics: readonly Severity[];
}

export interface Note {
  /** The step; `steps[3].lifecycle`. */
  readonly step: string;
  readonly text: string;
}

/** Plays a scenario through the functions of the stack that its settings would deploy, with a table in memory. */
export async function play(scenario: Scenario): Promise<Played> {
  const stage = new Stage(scenario);
  await stage.play({ kind: 'clock', name: 'clock', at: scenario.startsAt });
  for (const step of scenario.steps) await stage.play(step);
  return stage.played;
}

class Stage {
  readonly #incidents = new MemoryIncidentStore();
  readonly #facts = new MemoryFactStore(() => this.#incidents.indexedIncidents());
  readonly #logs = new DeliveredLogs();
  readonly #pages = new Map<string, { readonly page: PageMessage; readonly topics: Severity[] }>();
  readonly #notes: Note[] = [];
  #expectedRuns: readonly ExpectedRunSettings[];
  #sources: readonly Source[];
  readonly #monitor: LocalMonitor;
  #step = '';

  constructor({ settings, startsAt }: Scenario) {
    this.#expectedRuns = settings.expectedRuns;
    const deployed = deployedAs(settings);
    this.#sources = deployed.page.sources;
    this.#monitor = new LocalMonitor(
      deployed,
      {
        facts: this.#facts,
        incidents: this.#incidents,
        logReader: this.#logs,
        mutes: new MemoryMuteStore(),
        topics: {
          publishPage: async (topic, page) => {
            const sent = this.#pages.get(page.id);
            if (sent === undefined) this.#pages.set(page.id, { page, topics: [topic] });
            else if (!sent.topics.includes(topic)) sent.topics.push(topic);
          },
          publishChange: async () => {},
          publishAsk: async () => {},
        },
        metrics: {
          put: async (data) => {
            const rejected = data.filter(({ name }) => name === 'RejectedInputs');
            for (const { value } of rejected) this.#note(`counted as RejectedInputs: ${value}`);
          },
        },
        healthLog: { warn: (message) => this.#note(message) },
      },
      // A schedule that is due at exactly that moment has not been called yet.
      startsAt - 1,
    );
  }

  get played(): Played {
    const runs = this.#facts
      .allRecords()
      .filter(({ supersededBy }) => supersededBy === null)
      .map(({ run }) => run)
      .sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0) || (a.id < b.id ? -1 : 1));
    return {
      runs: explainRuns(runs, this.#sources),
      incidents: this.#incidents.allIncidents().toSorted((a, b) => a.openedAt - b.openedAt),
      pages: [...this.#pages.values()],
      notes: this.#notes,
      endedAt: this.#monitor.now,
    };
  }

  async play(step: Step): Promise<void> {
    this.#step = step.name;
    switch (step.kind) {
      case 'clock':
        return this.#passTime(step.at);
      case 'lifecycle':
        return this.#invoke(() => this.#monitor.lifecycle(step.event));
      case 'logEvents':
        this.#logs.add(step.delivery, this.#monitor.now);
        return this.#invoke(() => this.#monitor.ingest(subscriptionPayload(step.delivery)));
      case 'settings':
        return this.#deploy(step.settings);
      case 'sweep':
        await this.#passTime(this.#monitor.now + step.afterMs);
        return this.#invoke(() => this.#monitor.sweep());
      default:
        return step satisfies never;
    }
  }

  /** The table stays, as it does when the stack is deployed again. */
  #deploy(settings: Settings): void {
    const next = deployedAs(settings);
    this.#expectedRuns = settings.expectedRuns;
    this.#sources = next.page.sources;
    this.#monitor.deploy(next);
  }

  /** Moves the clock to `until`, and calls the schedules of expected runs that are due on the way. */
  async #passTime(until: number): Promise<void> {
    for (;;) {
      const next = this.#expectedRuns
        .flatMap((run) => {
          const at = nextTime(run, this.#monitor.now);
          return at === undefined || at > until ? [] : [{ run, at }];
        })
        .sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      const { at } = next;
      const due = this.#expectedRuns.filter((run) => nextTime(run, this.#monitor.now) === at);
      this.#monitor.now = at;
      for (const run of due) await this.#invoke(() => this.#monitor.sweep(expectedCall(run, iso(at))));
    }
    this.#monitor.now = until;
  }

  /** Lambda would retry, and keep what fails three times; a scenario notes the failure and goes on. */
  async #invoke(handler: () => Promise<void>): Promise<void> {
    try {
      await handler();
    } catch (error) {
      const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
      for (const cause of causes) this.#note(cause instanceof Error ? cause.message : String(cause));
    }
  }

  #note(text: string): void {
    this.#notes.push({ step: this.#step, text });
  }
}
