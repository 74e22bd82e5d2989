import type { ErrorRule } from '../statements/failed-statement.ts';

/** Bodies of views and functions are checked when they are created. */
const CHECKED = /\b(?:VIEW|FUNCTION|PROCEDURE|RULE)\b/i;
const MAKES = /^(?:CREATE|ALTER)\b/i;

/**
 * Which statements can raise an error, by PostgreSQL's English messages.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export const NAMING: readonly ErrorRule[] = [
  {
    words: /^column "?(?<own>[^"\s]+)"? of relation "(?<table>[^"]+)" (?:does not exist|already exists)/,
    reads: CHECKED,
  },
  { words: /^constraint "(?<own>[^"]+)" (?:of|for) (?:relation|table) "(?<table>[^"]+)"/, by: MAKES },
  {
    words: /^check constraint "(?<own>[^"]+)" of relation "(?<table>[^"]+)" is violated by some row/,
    by: MAKES,
  },
  { words: /^column "[^"]+" of relation "(?<table>[^"]+)" contains null values/, by: MAKES },
  {
    words:
      /^(?:relation|type|schema|role|view|trigger|index|sequence|extension|table|database|policy|publication) "(?<own>[^"]+)"(?: for (?:relation|table) "[^"]+")? (?:does not exist|already exists)/,
    reads: CHECKED,
  },
  {
    words:
      /^(?:function|procedure|aggregate|operator class) "?(?<own>[\w.]+)"?(?:\(.*\))? (?:does not exist|already exists)/,
    reads: CHECKED,
  },
  { words: /^column "?(?<own>[^"\s]+)"? does not exist/, reads: CHECKED },
  { words: /^could not create unique index "(?<own>[^"]+)"/, by: /^(?:CREATE|ALTER|REINDEX)\b/i },
  {
    words: /^duplicate key value violates unique constraint "(?<key>[^"]+)"/,
    by: /^(?:INSERT|UPDATE|MERGE|COPY|WITH)\b/i,
  },
  {
    words: /^(?:null value in column "[^"]+" of|new row for) relation "(?<table>[^"]+)"/,
    by: /^(?:INSERT|UPDATE|MERGE|COPY|WITH|ALTER)\b/i,
  },
  { words: /^insert or update on table "(?<table>[^"]+)" violates foreign key constraint "(?<key>[^"]+)"/ },
  {
    words: /^update or delete on table "(?<table>[^"]+)" violates/,
    by: /^(?:UPDATE|DELETE|MERGE|WITH|COMMIT|SET)\b/i,
  },
  {
    words:
      /^(?:permission denied for|must be owner of) (?:table|relation|view|sequence|schema|function|type) (?<own>[\w.]+)/,
    reads: CHECKED,
  },
  {
    words: /^(?:must be superuser\b.* to COPY |permission denied to COPY )/,
    by: /^COPY\b/i,
  },
  {
    words: /^(?:must be superuser|permission denied) to create (?:role|database|extension)\b/,
    by: /^CREATE\b/i,
  },
  {
    words: /^cannot drop (?:table|column|view|type|function|constraint|index|schema|sequence) (?<own>[\w.]+)/,
    by: /^(?:DROP|ALTER)\b/i,
  },
];
