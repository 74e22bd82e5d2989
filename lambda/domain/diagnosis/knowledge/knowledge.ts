/** Is it safe to start the same run again? `after-fix`: it fails in the same way until the cause is fixed, or it needs a `force` first. */
export type RetrySafe = 'yes' | 'no' | 'after-fix';

/** What a person needs to know about one kind of error, short enough to read at night. */
export interface Knowledge {
  /**
   * What the entry is about: one of {@link ERROR_CLASSES}, a reason why a run was not started, a SQLSTATE of PostgreSQL or of
   * CockroachDB, or a MySQL error number.
   */
  readonly kind: 'class' | 'start' | 'sqlstate' | 'cockroach' | 'mysql';
  /** By kind: the name of the class, the reason, the five characters, or the number. */
  readonly code: string;
  readonly title: string;
  /** What happened, in plain words. */
  readonly meaning: string;
  /** Its most frequent cause in migrations. */
  readonly cause: string;
  readonly firstStep: string;
  readonly doNot: string;
  readonly retrySafe: RetrySafe;
}

/** An entry of one of the tables; its key in the table is the code. */
export type Entry = Omit<Knowledge, 'kind' | 'code'>;

/** The entry's heading in the runbook. */
export function headingOf({ kind, code }: Knowledge): string {
  switch (kind) {
    case 'class':
      return code;
    case 'start':
      return `Not started: ${code}`;
    case 'sqlstate':
      return `SQLSTATE ${code}`;
    case 'cockroach':
      return `CockroachDB ${code}`;
    case 'mysql':
      return `Error ${code}`;
  }
}

/** The anchor that GitHub makes for the heading: `migration-failed`, `not-started-volume`, `sqlstate-42p07`, `error-1064`. */
export function anchorOf(knowledge: Knowledge): string {
  return headingOf(knowledge).toLowerCase().replaceAll(':', '').replaceAll(' ', '-');
}
