import type { Fact } from '../../domain/model/fact.ts';
import { isRunSince, lastTimeOf } from '../../domain/model/fact-time.ts';
import { type ExpectedRun, expectedRunId, isArmed } from '../../domain/runs/expected-run.ts';
import type { RunRecord } from '../../domain/runs/record/run-record.ts';
import type { Snapshot } from '../../domain/runs/record/snapshot.ts';
import { EXPECTED_RUN } from '../../domain/stored/expected-run.ts';
import { FACT } from '../../domain/stored/fact.ts';
import { readForm, withVersion } from '../../domain/stored/form.ts';
import { RUN_RECORD } from '../../domain/stored/run-record.ts';
import { SNAPSHOT } from '../../domain/stored/snapshot.ts';
import type {
  ExpectedRunStore,
  FactStore,
  IncidentEntry,
  OpenEntry,
  OpenItems,
  OriginItems,
  TestEntry,
} from '../../pipeline/ports.ts';

interface StoredRecord {
  readonly stored: object;
  readonly revision: number;
  readonly dueAt: number | null;
}

interface Partition {
  /** Facts, records and the snapshot are kept as they are stored in the table, with the versions of their forms. */
  readonly facts: Map<string, object>;
  readonly records: Map<string, StoredRecord>;
  snapshot: object | null;
}

/** Behaves as the DynamoDB store does, but keeps everything in the memory of one process. */
export class MemoryFactStore implements FactStore, ExpectedRunStore {
  readonly #partitions = new Map<string, Partition>();
  /** By key; `open` is `null` after it was closed. */
  readonly #expected = new Map<string, { readonly since: number; readonly open: object | null }>();
  readonly #openIncidents: () => readonly (IncidentEntry | TestEntry)[];

  /**
   * @param openIncidents returns the incidents and test pages in the open index; defaults to none
   */
  constructor(openIncidents: () => readonly (IncidentEntry | TestEntry)[] = () => []) {
    this.#openIncidents = openIncidents;
  }

  async putFact(origin: string, fact: Fact): Promise<'written' | 'exists'> {
    const { facts } = this.#partition(origin);
    if (facts.has(fact.id)) return 'exists';
    facts.set(fact.id, withVersion(FACT, fact));
    return 'written';
  }

  async readOrigin(origin: string): Promise<OriginItems> {
    const { facts, records } = this.#partition(origin);
    return {
      facts: [...facts].map(([id, fact]) => readForm(FACT, fact, id)),
      records: [...records].map(([id, { stored }]) => readForm(RUN_RECORD, stored, id)),
    };
  }

  async readOpen(origin: string, rules: string): Promise<OpenItems> {
    const { facts, records } = await this.readOrigin(origin);
    const snapshot = this.#snapshot(origin);
    const seed = snapshot?.rules === rules ? snapshot.seed : null;
    if (seed === null) return { facts, records, snapshot, seed, keyedByTime: true };
    return {
      facts: facts.filter((fact) => lastTimeOf(fact) >= seed.since),
      records: records.filter(({ run }) => isRunSince(run.id, seed.since)),
      snapshot,
      seed,
      keyedByTime: true,
    };
  }

  async putSnapshot(
    origin: string,
    snapshot: Snapshot,
    expected: number | null,
  ): Promise<'written' | 'conflict'> {
    const partition = this.#partition(origin);
    if ((this.#snapshot(origin)?.revision ?? null) !== expected) return 'conflict';
    // Copied as JSON, as a table would return it.
    partition.snapshot = JSON.parse(JSON.stringify(withVersion(SNAPSHOT, snapshot))) as object;
    return 'written';
  }

  async putRecord(
    record: RunRecord,
    expected: number | null,
    dueAt: number | null,
  ): Promise<'written' | 'conflict'> {
    const { records } = this.#partition(record.run.origin);
    const stored = records.get(record.run.id)?.revision ?? null;
    if (stored !== expected) return 'conflict';
    const { revision } = record;
    records.set(record.run.id, { stored: withVersion(RUN_RECORD, record), revision, dueAt });
    return 'written';
  }

  async listOpen(): Promise<readonly OpenEntry[]> {
    const runs = [...this.#partitions.values()].flatMap(({ records }) =>
      [...records].flatMap(([id, { stored, dueAt }]) =>
        dueAt === null ? [] : [{ kind: 'run' as const, record: readForm(RUN_RECORD, stored, id), dueAt }],
      ),
    );
    const expected = [...this.#expected].flatMap(([id, stored]) => {
      const each = stored.open && readForm(EXPECTED_RUN, stored.open, id);
      return each === null ? [] : [{ kind: 'expected' as const, expected: each, dueAt: each.dueAt }];
    });
    return [...runs, ...expected, ...this.#openIncidents()].sort((a, b) => a.dueAt - b.dueAt);
  }

  async openExpected(expected: ExpectedRun): Promise<void> {
    const key = keyOfExpected(expected);
    const known = this.#expected.get(key);
    if (known !== undefined && !(isArmed(expected) && known.since < expected.since)) return;
    this.#expected.set(key, { since: expected.since, open: withVersion(EXPECTED_RUN, expected) });
  }

  async closeExpected(expected: ExpectedRun): Promise<void> {
    const key = keyOfExpected(expected);
    const { since } = expected;
    if (isArmed(expected) && (this.#expected.get(key)?.since ?? since) !== since) return;
    this.#expected.set(key, { since, open: null });
  }

  /** All run records, for the demo and tests. */
  allRecords(): readonly RunRecord[] {
    return [...this.#partitions.values()].flatMap(({ records }) =>
      [...records].map(([id, { stored }]) => readForm(RUN_RECORD, stored, id)),
    );
  }

  /** Number of origins with a snapshot that a fold can continue from. */
  seeds(): number {
    return [...this.#partitions.keys()].filter((origin) => this.#snapshot(origin)?.seed != null).length;
  }

  #snapshot(origin: string): Snapshot | null {
    const { snapshot } = this.#partition(origin);
    return snapshot && readForm(SNAPSHOT, snapshot, origin);
  }

  #partition(origin: string): Partition {
    const found = this.#partitions.get(origin) ?? { facts: new Map(), records: new Map(), snapshot: null };
    this.#partitions.set(origin, found);
    return found;
  }
}

/** As in the table: a run that a deploy expects has no time in its key, so a later one replaces it. */
function keyOfExpected(expected: ExpectedRun): string {
  const { environment, database } = expected.target;
  return JSON.stringify([environment, database, isArmed(expected) ? expected.name : expectedRunId(expected)]);
}
