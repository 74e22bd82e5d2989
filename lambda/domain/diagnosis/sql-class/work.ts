import type { SqlClass } from '../../model/announcement.ts';
import type { Words } from './words.ts';

/** What one statement does. */
export interface Work {
  readonly class: SqlClass;
  /** The table whose rows it works on. Left out if not known. */
  readonly table?: string | undefined;
  /** An empty table that it creates. Left out if there is none, or if the table may have been there before. */
  readonly creates?: string;
  /** A table that has new rows afterwards, other than those that the statement lists itself. */
  readonly fills?: string | undefined;
  /** A type that it creates and that is not a domain, so that a column of it needs no check. */
  readonly createsType?: string;
}

export const METADATA: Work = { class: 'metadata' };
export const UNKNOWN: Work = { class: 'unknown' };

export function rows(table: string | undefined): Work {
  return { class: 'rows', table };
}

/** What several changes of one table do together: one that is not understood outranks all. */
export function together(works: readonly Work[]): Work {
  return (
    works.find((work) => work.class === 'unknown') ?? works.find((work) => work.class === 'rows') ?? METADATA
  );
}

/** What is known about the file that a statement is in. */
export interface FileContext {
  /** Types that the file has created, without domains. */
  readonly types: ReadonlySet<string>;
}

/** Reads the schema changes of one engine. The first word is `create`, `alter`, or another that is not about rows. */
export type SchemaReader = (words: Words, file: FileContext) => Work;
