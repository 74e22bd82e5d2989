import type { MigrationName } from '../../model/event.ts';

/** One migration of a run that is still being read. */
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
  /** The migration that began last, until it finishes. */
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

  /** Names of the migrations that have not finished, as golang-migrate writes them. */
  get unfinishedNames(): readonly string[] {
    return this.all
      .filter(({ state }) => state !== 'finished')
      .map(({ version, direction, identifier }) => `${version}/${direction[0]} ${identifier}`);
  }

  /** Do verbose lines show each migration when it begins? Plain output names a migration only when it has finished. */
  get isNamedAtTheStart(): boolean {
    return this.all.some(
      ({ state, startedAt, sinceQueuedMs }) =>
        state !== 'finished' || startedAt !== null || sinceQueuedMs === null,
    );
  }

  /** Did the run name migrations, and have all of them finished? */
  get isSettled(): boolean {
    return this.all.length > 0 && this.unfinished === 0;
  }

  find(name: MigrationName): OpenMigration | undefined {
    return this.#byName.get(keyOf(name));
  }

  /** The migration of this name; if it is new, it is added as queued. */
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

/** A version consists of digits, so a minus sign before it can stand for `down`. */
function keyOf({ version, direction }: MigrationName): string {
  return direction === 'up' ? version : `-${version}`;
}
