import type { MigrationName } from '../../model/event.ts';

/** One migration while its run is being read. */
export interface OpenMigration extends MigrationName {
  state: 'queued' | 'executing' | 'finished';
  ranMs: number | null;
  sinceQueuedMs: number | null;
  startedAt: number | null;
  endedAt: number | null;
}

/** The migrations that one run has named so far. */
export class OpenMigrations {
  /** In the order in which they were first named. */
  readonly all: OpenMigration[] = [];
  /** The one that began last, until it finishes. */
  executing: OpenMigration | undefined;
  readonly #byName = new Map<string, OpenMigration>();
  #finished = 0;

  get first(): OpenMigration | undefined {
    return this.all[0];
  }

  get last(): OpenMigration | undefined {
    return this.all.at(-1);
  }

  /** How many were named and have not finished. */
  get unfinished(): number {
    return this.all.length - this.#finished;
  }

  /** Those that have not finished, as golang-migrate names them. */
  get unfinishedNames(): readonly string[] {
    return this.all
      .filter(({ state }) => state !== 'finished')
      .map(({ version, direction, identifier }) => `${version}/${direction[0]} ${identifier}`);
  }

  /** Lines that only `-verbose` prints name each of them when it begins. */
  get isNamedAtTheStart(): boolean {
    return this.all.some(
      ({ state, startedAt, sinceQueuedMs }) =>
        state !== 'finished' || startedAt !== null || sinceQueuedMs === null,
    );
  }

  /** All that began or was queued has finished, and something has. */
  get isSettled(): boolean {
    return this.all.length > 0 && this.unfinished === 0;
  }

  find(name: MigrationName): OpenMigration | undefined {
    return this.#byName.get(keyOf(name));
  }

  /** The one of this name; queued, when it is new. */
  named(name: MigrationName): OpenMigration {
    const known = this.find(name);
    if (known) return known;
    const { version, direction, identifier } = name;
    const fresh: OpenMigration = {
      version,
      direction,
      identifier,
      state: 'queued',
      ranMs: null,
      sinceQueuedMs: null,
      startedAt: null,
      endedAt: null,
    };
    this.#byName.set(keyOf(name), fresh);
    this.all.push(fresh);
    return fresh;
  }

  execute(name: MigrationName, at: number | null): void {
    const migration = this.named(name);
    if (migration.state === 'finished') this.#finished--;
    migration.state = 'executing';
    migration.startedAt = at;
    this.executing = migration;
  }

  finish(name: MigrationName, at: number | null, ranMs: number | null, sinceQueuedMs: number | null): void {
    const migration = this.named(name);
    if (migration.state !== 'finished') this.#finished++;
    migration.state = 'finished';
    migration.endedAt = at;
    migration.ranMs = ranMs;
    migration.sinceQueuedMs = sinceQueuedMs;
    if (this.executing === migration) this.executing = undefined;
  }
}

/** A version is digits only, so that a sign before it tells the way. */
function keyOf({ version, direction }: MigrationName): string {
  return direction === 'up' ? version : `-${version}`;
}
