import { ACCOUNT } from '../../bin/cli/aws-events/place.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { DEADLINES } from '../../lambda/contract/defaults.ts';
import type { PagePolicy } from '../../lambda/domain/incidents/page-policy.ts';
import type { LogBatch } from '../../lambda/domain/model/log-batch.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import type { Source } from '../../lambda/domain/model/target.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import type { RunRecord } from '../../lambda/domain/runs/record/run-record.ts';
import type { SnapshotRules } from '../../lambda/domain/runs/record/snapshot.ts';
import type { StateEvent } from '../../lambda/domain/runs/state-event.ts';
import { type IngestPorts, ingest } from '../../lambda/pipeline/ingest.ts';
import { lifecycle } from '../../lambda/pipeline/lifecycle.ts';
import { type PageContext, page } from '../../lambda/pipeline/page.ts';
import type { LogReader, OpenEntry } from '../../lambda/pipeline/ports.ts';
import { type SweepPorts, sweep } from '../../lambda/pipeline/sweep.ts';
import type { FoldRules } from '../../lambda/pipeline/writer.ts';
import { Invocation } from './invocation.ts';
import { POLICY } from './page-world.ts';

/** What Lambda is asked to run. */
export type Delivery =
  | { readonly kind: 'batch'; readonly batch: LogBatch }
  | { readonly kind: 'state'; readonly event: StateEvent }
  | { readonly kind: 'message'; readonly message: EventsMessage }
  | { readonly kind: 'sweep' };

/** What may happen to one call. The writer does not see the difference between the last two and a crash. */
export type Fault =
  /** The process ends before the call. */
  | 'crash-before'
  /** The process ends after the call, before its answer. */
  | 'crash-after'
  /** The process ends, and its call arrives at some later moment. */
  | 'late'
  /** The call fails. */
  | 'throttle'
  /** A conditional write is refused although nothing had changed. */
  | 'lost'
  /** A conditional write took place, but its answer got lost and the SDK's own retry is refused. */
  | 'ambiguous';

/** Above what any schedule's faults can cause: a delivery that fails this often fails each time. */
const MAX_FAILURES = 100;

/** As soon as may be; no process outlives a minute here. */
const SNAPSHOTS = { leastFacts: 1, announcedMs: 60_000 };

const SENDS = new Set(['publish', 'publishPage']);

/** The monitor with a clock of its own: invocations run as far as the schedule lets them, one call at a time. */
export class World {
  readonly incidents = new MemoryIncidentStore();
  readonly mutes = new MemoryMuteStore();
  readonly store = new MemoryFactStore(() => this.incidents.indexedIncidents());
  readonly sent: EventsMessage[] = [];
  /** Messages on the topic that nobody has taken yet. */
  readonly topic: Delivery[] = [];
  readonly pages: PageMessage[] = [];
  /** How often each topic was sent each page: `<topic> <page id>`. */
  readonly sends = new Map<string, number>();
  /** Every request that any stored record ever had in its outbox. */
  readonly outbox = new Set<string>();
  /** Invocations that ended early when they had sent something and had not cleared it yet. */
  unconfirmed = 0;
  readonly calls = new Map<string, number>();
  /** Calls that were let go on so far, over all invocations. */
  steps = 0;
  /** Faults still to come, by the number of the call that they hit. */
  readonly faults = new Map<number, Fault>();
  /** Those that have sent and not cleared. */
  readonly #unconfirmed = new Set<Invocation<Delivery>>();
  /** Those whose confirmation was throttled. They go on with other databases, and fail at the end. */
  readonly #throttled = new Set<Invocation<Delivery>>();
  readonly #active: Invocation<Delivery>[] = [];
  readonly #late: (() => Promise<unknown>)[] = [];
  readonly #failures = new Map<Delivery, number>();
  readonly #streams: readonly LogBatch[];
  readonly #sources: readonly Source[];
  readonly #snapshots: SnapshotRules;
  /** The rules of invocations that begin from now on; `undefined`: today's. Those that have begun keep theirs. */
  rules: FoldRules | undefined;
  /** Deploys other rules before the call of this number is let go on. */
  deploy: { readonly call: number; readonly rules: FoldRules } | undefined;
  #staleIndex: readonly OpenEntry[] | undefined;
  now: number;
  /** What `page` decides by, apart from the sources. */
  policy: PagePolicy = POLICY;

  constructor(
    now: number,
    streams: readonly LogBatch[],
    sources: readonly Source[],
    snapshots: SnapshotRules = SNAPSHOTS,
  ) {
    this.#snapshots = snapshots;
    this.now = now;
    this.#streams = streams;
    this.#sources = sources;
  }

  get active(): readonly Invocation<Delivery>[] {
    return this.#active;
  }

  get hasLate(): boolean {
    return this.#late.length > 0;
  }

  /** Begins an invocation and lets it come to its first call. */
  async start(delivery: Delivery): Promise<void> {
    const invocation: Invocation<Delivery> = new Invocation(delivery);
    this.#active.push(invocation);
    const ports = this.#portsOf(invocation);
    await invocation.begin(() => {
      switch (delivery.kind) {
        case 'batch':
          return ingest(delivery.batch, ports);
        case 'state':
          return lifecycle(delivery.event, ports);
        case 'message':
          return page(delivery.message, this.#pageContextOf(invocation));
        case 'sweep':
          return sweep(ports);
      }
    });
    this.#reap();
  }

  /**
   * Lets an invocation make the call that it waits at, and go on to the next one; where {@link faults} has one, what it says.
   *
   * Returns the delivery when the invocation failed or died, because Lambda then delivers it again.
   */
  async step(invocation: Invocation<Delivery>): Promise<Delivery | undefined> {
    if (this.deploy?.call === this.steps) this.rules = this.deploy.rules;
    const fault = this.#faultAt(invocation.call);
    const refusal = invocation.call === 'putFact' ? 'exists' : 'conflict';
    const unconfirmed =
      this.#unconfirmed.has(invocation) || (SENDS.has(invocation.call!) && fault !== 'crash-before');
    switch (fault) {
      case undefined:
        await invocation.go();
        break;
      case 'crash-before':
        invocation.die();
        break;
      case 'crash-after':
        await invocation.perform();
        invocation.die();
        break;
      case 'late':
        this.#late.push(invocation.perform);
        invocation.die();
        break;
      case 'throttle':
        if (unconfirmed) this.#throttled.add(invocation);
        await invocation.fail(new Error('ThrottlingException'));
        break;
      case 'lost':
        // A fact that is refused is always there.
        if (invocation.call === 'putFact') await invocation.perform();
        await invocation.answer(refusal);
        break;
      case 'ambiguous':
        await invocation.perform();
        await invocation.answer(refusal);
        break;
    }
    this.#reap();
    if (invocation.state !== 'failed' && invocation.state !== 'dead') return undefined;
    if (unconfirmed || this.#throttled.has(invocation)) this.unconfirmed++;
    this.#count(invocation);
    return invocation.input;
  }

  #count({ input, error }: Invocation<Delivery>): void {
    const failures = (this.#failures.get(input) ?? 0) + 1;
    this.#failures.set(input, failures);
    if (failures > MAX_FAILURES)
      throw new Error(`a ${input.kind} was delivered ${failures} times, and failed each time`, {
        cause: error,
      });
  }

  /** A call of a dead process arrives after all. */
  async land(): Promise<void> {
    await this.#late.shift()?.();
  }

  /** Runs a delivery and the messages that it leads to, each to its end, with nothing else going on. */
  async deliver(delivery: Delivery): Promise<void> {
    await this.#run(delivery);
    for (let next = this.topic.shift(); next; next = this.topic.shift()) await this.#run(next);
  }

  /** What fails is delivered again a minute later; a sweep is not, because the next one comes anyway. */
  async #run(delivery: Delivery): Promise<void> {
    await this.start(delivery);
    for (let invocation = this.#active[0]; invocation; invocation = this.#active[0]) {
      const again = await this.step(invocation);
      if (!again || again.kind === 'sweep') continue;
      this.now += 60_000;
      await this.start(again);
    }
  }

  /** From here on the sweep sees the open index as it is now, until {@link refreshIndex}: indexes lag behind. */
  async freezeIndex(): Promise<void> {
    this.#staleIndex = await this.store.listOpen();
  }

  refreshIndex(): void {
    this.#staleIndex = undefined;
  }

  /** All that time brings once nothing more is delivered: sweeps up to two days later, the last ones without a fault. */
  async quiesce(): Promise<void> {
    this.refreshIndex();
    while (this.hasLate) await this.land();
    for (let next = this.topic.shift(); next; next = this.topic.shift()) await this.deliver(next);
    for (const minutes of [3, 8, 10]) await this.#sweepAfter(minutes);
    this.faults.clear();
    while (this.hasLate) await this.land();
    for (const minutes of [3, 8, 10, 150, 24 * 60, 15]) await this.#sweepAfter(minutes);
  }

  async #sweepAfter(minutes: number): Promise<void> {
    this.now += minutes * 60_000;
    await this.deliver({ kind: 'sweep' });
  }

  /** Run records that stand, by run id. */
  liveRecords(): readonly RunRecord[] {
    return this.store
      .allRecords()
      .filter(({ supersededBy }) => supersededBy === null)
      .toSorted((a, b) => (a.run.id < b.run.id ? -1 : 1));
  }

  /** Each kind of call can only suffer what can happen to it. */
  #faultAt(call: string | undefined): Fault | undefined {
    const fault = this.faults.get(this.steps++);
    if (fault === undefined || fault.startsWith('crash') || fault === 'late') return fault;
    // Sweeps leap here where they tick in life, so one refused read would be twenty minutes out of reach.
    if (call === 'readWindow') return 'crash-before';
    return call?.startsWith('put') ? fault : 'throttle';
  }

  #reap(): void {
    for (const invocation of this.#active.filter(({ state }) => state !== 'waiting')) {
      this.#active.splice(this.#active.indexOf(invocation), 1);
    }
  }

  #gateOf(invocation: Invocation<Delivery>) {
    return <T>(call: string, perform: () => Promise<T>): Promise<T> => {
      this.calls.set(call, (this.calls.get(call) ?? 0) + 1);
      return invocation.reach(call, perform);
    };
  }

  #pageContextOf(invocation: Invocation<Delivery>): PageContext {
    const gate = this.#gateOf(invocation);
    const { incidents } = this;
    return {
      incidents: {
        readTarget: (target) => gate('readTarget', () => incidents.readTarget(target)),
        readIncidents: (names) => gate('readIncidents', () => incidents.readIncidents(names)),
        putState: (...put) => gate('putState', () => incidents.putState(...put)),
        putIncident: (incident, expected) =>
          gate('putIncident', async () => {
            const result = await incidents.putIncident(incident, expected);
            if (result === 'written') this.#unconfirmed.delete(invocation);
            return result;
          }),
        readHistory: (target) => gate('readHistory', () => incidents.readHistory(target)),
        putHistory: (...put) => gate('putHistory', () => incidents.putHistory(...put)),
      },
      facts: {
        readOrigin: (origin) => gate('readOrigin', () => this.store.readOrigin(origin)),
        readOpen: (origin, rules) => gate('readOpen', () => this.store.readOpen(origin, rules)),
        listOpen: () => gate('listOpen', () => this.store.listOpen()),
      },
      mutes: {
        readMutes: (environment) => gate('readMutes', () => this.mutes.readMutes(environment)),
        putMute: (id, mute) => gate('putMute', () => this.mutes.putMute(id, mute)),
      },
      metrics: { put: async () => {} },
      healthLog: { warn: () => {} },
      topics: {
        publishPage: (topic, written) =>
          gate('publishPage', async () => {
            this.pages.push(written);
            const name = `${topic} ${written.id}`;
            this.sends.set(name, (this.sends.get(name) ?? 0) + 1);
            this.#unconfirmed.add(invocation);
          }),
        publishChange: () => gate('publishChange', async () => undefined),
        publishAsk: () => gate('publishAsk', async () => undefined),
      },
      policy: { ...this.policy, sources: this.#sources },
      now: this.now,
      random: () => 0.5,
      pause: () => gate('pause', async () => undefined),
    };
  }

  #portsOf(invocation: Invocation<Delivery>): SweepPorts & IngestPorts {
    const { now } = this;
    const gate = this.#gateOf(invocation);
    const store: SweepPorts['store'] = {
      putFact: (origin, fact) => gate('putFact', () => this.store.putFact(origin, fact)),
      readOrigin: (origin) => gate('readOrigin', () => this.store.readOrigin(origin)),
      readOpen: (origin, rules) => gate('readOpen', () => this.store.readOpen(origin, rules)),
      putSnapshot: (origin, snapshot, expected) =>
        gate('putSnapshot', () => this.store.putSnapshot(origin, snapshot, expected)),
      putRecord: (record, expected, dueAt) =>
        gate('putRecord', async () => {
          const result = await this.store.putRecord(record, expected, dueAt);
          if (result === 'written') {
            this.#unconfirmed.delete(invocation);
            for (const { id } of record.outbox) this.outbox.add(id);
          }
          return result;
        }),
      openExpected: (expected) => gate('openExpected', () => this.store.openExpected(expected)),
      closeExpected: (expected) => gate('closeExpected', () => this.store.closeExpected(expected)),
      listOpen: () => gate('listOpen', async () => this.#staleIndex ?? this.store.listOpen()),
    };
    const logReader: LogReader = {
      readWindow: (group, stream, from, to) =>
        gate('readWindow', async () => this.#readWindow(group, stream, from, to)),
    };
    return {
      store,
      histories: { readHistory: (target) => gate('readHistory', () => this.incidents.readHistory(target)) },
      logReader,
      publisher: {
        publish: (message) =>
          gate('publish', async () => {
            this.sent.push(message);
            this.topic.push({ kind: 'message', message });
            this.#unconfirmed.add(invocation);
          }),
      },
      metrics: { put: () => gate('metrics', async () => undefined) },
      runLog: { write: () => undefined },
      healthLog: { warn: () => undefined },
      clock: () => now,
      random: () => 0.5,
      pause: () => gate('pause', async () => undefined),
      monitor: { account: ACCOUNT },
      sources: this.#sources,
      snapshots: this.#snapshots,
      ...(this.rules && { rules: this.rules }),
      // Schedules count calls: one at a time.
      callsAtOnce: 1,
      deadlines: DEADLINES,
    };
  }

  #readWindow(logGroup: string, logStream: string, from: number, to: number): LogBatch {
    const stream = this.#streams.find(
      (other) => other.logGroup === logGroup && other.logStream === logStream,
    );
    if (!stream) throw new Error(`no log stream ${logStream}`);
    return {
      ...stream,
      events: stream.events.filter(({ timestamp: at }) => at !== null && from <= at && at <= to),
    };
  }
}
