import { type ExpectedRun, expectedRunId } from '../domain/expected-run.ts';
import type { Fact } from '../domain/fact.ts';
import type { RunRecord } from '../domain/record/run-record.ts';
import type { Target } from '../domain/target.ts';
import type {
  BaselineReader,
  ExpectedRunStore,
  FactStore,
  IncidentEntry,
  OpenEntry,
  OriginItems,
} from '../pipeline/ports.ts';

interface Partition {
  readonly facts: Map<string, Fact>;
  readonly records: Map<string, { readonly record: RunRecord; readonly dueAt: number | null }>;
}

/** The local twin of the DynamoDB store: same answers, one process, nothing kept. */
export class MemoryFactStore implements FactStore, ExpectedRunStore, BaselineReader {
  readonly #partitions = new Map<string, Partition>();
  /** By id; `null` once closed. */
  readonly #expected = new Map<string, ExpectedRun | null>();
  readonly #openIncidents: () => readonly IncidentEntry[];
  readonly #usualLimit: (target: Target) => number | null;

  /**
   * `openIncidents`: what shares the open index with the runs; left out: nothing does. `usualLimit`: what `page` learned
   * of a database; left out: nothing.
   */
  constructor(
    openIncidents: () => readonly IncidentEntry[] = () => [],
    usualLimit: (target: Target) => number | null = () => null,
  ) {
    this.#openIncidents = openIncidents;
    this.#usualLimit = usualLimit;
  }

  async readUsualLimit(target: Target): Promise<number | null> {
    return this.#usualLimit(target);
  }

  async putFact(origin: string, fact: Fact): Promise<'written' | 'exists'> {
    const { facts } = this.#partition(origin);
    if (facts.has(fact.id)) return 'exists';
    facts.set(fact.id, fact);
    return 'written';
  }

  async readOrigin(origin: string): Promise<OriginItems> {
    const { facts, records } = this.#partition(origin);
    return { facts: [...facts.values()], records: [...records.values()].map(({ record }) => record) };
  }

  async putRecord(
    record: RunRecord,
    expected: number | null,
    dueAt: number | null,
  ): Promise<'written' | 'conflict'> {
    const { records } = this.#partition(record.run.origin);
    const stored = records.get(record.run.id)?.record.revision ?? null;
    if (stored !== expected) return 'conflict';
    records.set(record.run.id, { record, dueAt });
    return 'written';
  }

  async listOpen(): Promise<readonly OpenEntry[]> {
    const runs = [...this.#partitions.values()].flatMap(({ records }) =>
      [...records.values()].flatMap(({ record, dueAt }) =>
        dueAt === null ? [] : [{ kind: 'run' as const, record, dueAt }],
      ),
    );
    const expected = [...this.#expected.values()].flatMap((each) =>
      each === null ? [] : [{ kind: 'expected' as const, expected: each, dueAt: each.dueAt }],
    );
    return [...runs, ...expected, ...this.#openIncidents()].sort((a, b) => a.dueAt - b.dueAt);
  }

  async openExpected(expected: ExpectedRun): Promise<void> {
    const id = expectedRunId(expected);
    if (!this.#expected.has(id)) this.#expected.set(id, expected);
  }

  async closeExpected(expected: ExpectedRun): Promise<void> {
    this.#expected.set(expectedRunId(expected), null);
  }

  /** Every run record, for those who look at the whole (the demo, tests). */
  allRecords(): readonly RunRecord[] {
    return [...this.#partitions.values()].flatMap(({ records }) =>
      [...records.values()].map(({ record }) => record),
    );
  }

  #partition(origin: string): Partition {
    const found = this.#partitions.get(origin) ?? { facts: new Map(), records: new Map() };
    this.#partitions.set(origin, found);
    return found;
  }
}
