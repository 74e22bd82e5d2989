import type { ErrorRule } from '../statements/failed-statement.ts';

/** Errors found while the statement is parsed, so it is not executed and commits nothing. */
export const NEVER_EXECUTED: ReadonlySet<number> = new Set([1064, 1115, 1149, 1273, 4161]);

/** Errors raised while a schema statement runs: its implicit commit has already happened. */
export const REFUSED_AFTER_COMMIT: ReadonlySet<number> = new Set([
  1005, 1007, 1008, 1044, 1050, 1051, 1054, 1060, 1061, 1062, 1068, 1071, 1072, 1075, 1091, 1142, 1146, 1205,
  1213, 1215, 1265, 1292, 1304, 1305, 1359, 1360, 1406, 1451, 1452, 1701, 1822, 1824, 3730, 3819, 4025, 4092,
]);

/** Errors found before the first row is changed: names, rights and column counts are checked first. */
export const REFUSED_BEFORE_ROWS: ReadonlySet<number> = new Set([
  1044, 1046, 1049, 1052, 1054, 1064, 1093, 1110, 1136, 1142, 1143, 1146, 1149, 1241, 1305, 1356, 1364, 1370,
  1792,
]);

/** Errors of waiting too long. BEGIN, SET, and a COMMIT without changes do not wait. */
export const WAITED: ReadonlySet<number> = new Set([1205, 1213, 1969, 3024]);

/** Errors of foreign keys. Only InnoDB has them, and it rolls a failed statement back. */
export const FOREIGN_KEY: ReadonlySet<number> = new Set([1216, 1217, 1451, 1452]);

const SIGNALS = /^(?:INSERT|UPDATE|DELETE|REPLACE|LOAD|WITH|SIGNAL|RESIGNAL)\b/i;
const INSERTS = /^(?:INSERT|REPLACE|LOAD)\b/i;
const MAKES_TABLE = /^(?:CREATE|ALTER)\b/i;
/** With IF NOT EXISTS or OR REPLACE there is no such error. */
const MAKES_NEW = /^(?:CREATE(?!\b[^(]{0,200}\b(?:IF\s+NOT\s+EXISTS|OR\s+REPLACE)\b)|ALTER|RENAME)\b/i;
const TAKES_AWAY = /^DROP\b(?![^(]{0,200}\bIF\s+EXISTS\b)/i;
const FILLS =
  /^(?:INSERT|UPDATE|REPLACE|LOAD|WITH|ALTER|CREATE\s+(?:UNIQUE\s+)?INDEX|CREATE\b[\s\S]*\bSELECT)\b/i;
/** An INSERT with only literals inserts no null. */
const GIVES_NULL =
  /^(?:UPDATE|LOAD|WITH|ALTER|CREATE\b[\s\S]*\bSELECT|(?:INSERT|REPLACE)\b[\s\S]*(?:\b(?:NULL|DEFAULT|SELECT)\b|@|\w\())/i;
/** ALTER TABLE fills a table that the server names `#sql-…`. Every name of that form is masked, even one that a user chose. */
const ODD_TABLE = /^(?:ALTER\b|(?:INSERT|UPDATE|REPLACE|LOAD)\b[^`]*`[^`]*[^\w$`][^`]*`)/i;
/** In strict mode, a comparison or conversion fails in a statement that changes rows; a SELECT only warns. */
const CONVERTS = /^(?:INSERT|UPDATE|DELETE|REPLACE|LOAD|WITH|ALTER|CREATE)\b/i;
/** A rebuilt table may contain dates that are no longer accepted. Other values are rejected only if their column gets another type. */
const CONVERTS_ROWS =
  /^(?:INSERT|UPDATE|REPLACE|LOAD|WITH|CREATE\b[\s\S]*\bSELECT|ALTER\b[\s\S]*\b(?:MODIFY|CHANGE|CONVERT|CHARACTER|CHARSET|COLLATE|ADD\s+(?!CONSTRAINT\b|CHECK\b|INDEX\b|KEY\b|UNIQUE\b|PRIMARY\b|FOREIGN\b)|AS)\b)/i;
/** Statements about accounts, and about files of the server. */
const NEEDS_ACCOUNT_RIGHTS =
  /^(?:GRANT|REVOKE|SET|SHOW|FLUSH|LOAD|(?:CREATE|DROP|ALTER|RENAME)\b[^(]{0,60}\b(?:USER|ROLE|SERVER)|SELECT\b[\s\S]*\bINTO)\b/i;
/** The server looks a procedure up when it is called, not when a routine body that calls it is stored. */
const MEETS_PROCEDURE = /^(?!CREATE\b)/i;
/** The SELECT of a view is checked when the view is made. */
const VIEW = /\bVIEW\b/i;

/** A value that a column rejects; MariaDB names the table too. */
function refusedBy(by: RegExp): readonly ErrorRule[] {
  return [
    {
      words: /for column [`'][^`'\n.]+[`']\.[`'](?<table>[^`'\n]+)[`']\.[`'](?<column>[^`'\n]+)[`'] at row/,
      by,
    },
    { words: /for column '(?<column>[^']+)' at row/, by },
  ];
}

/**
 * Which statements can raise an error, by its number and wording.
 *
 * @see https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
 * @see https://mariadb.com/kb/en/mariadb-error-codes/
 */
const NAMING: Readonly<Record<number, readonly ErrorRule[]>> = {
  1005: [{ words: /table [`'](?<own>[^\n]+?)[`'] \(/, by: MAKES_TABLE }],
  1007: [{ words: /database '(?<own>[^']+)'/, by: /^CREATE\b/i }],
  1008: [{ words: /database '(?<own>[^']+)'/, by: /^DROP\b/i }],
  1022: [{ words: /./, by: /^(?:CREATE|ALTER|INSERT|UPDATE|REPLACE)\b/i }],
  1025: [{ words: /./, by: /^(?:ALTER|RENAME|DROP)\b/i }],
  1044: [{ words: /database '(?<own>[^']+)'/ }],
  1045: [{ words: /./, by: NEEDS_ACCOUNT_RIGHTS }],
  1048: [{ words: /Column '(?<column>[^']+)'/, by: GIVES_NULL }],
  1049: [{ words: /database '(?<own>[^']+)'/ }],
  1050: [{ words: /Table '(?<own>[^']+)'/, by: MAKES_NEW }],
  1051: [{ words: /tables? '(?<own>[^']+)'/, by: TAKES_AWAY }],
  1052: [{ words: /Column '(?<own>[^']+)'/, reads: VIEW }],
  1054: [
    { words: /column '(?<own>[^']+)' in '?(?:NEW|OLD)'?/i, by: /^CREATE\b/i, reads: /\bTRIGGER\b/i },
    { words: /column [`'](?<own>[^'`\n]+)[`'] in/i, reads: VIEW },
  ],
  1060: [{ words: /column name '(?<own>[^']+)'/, by: MAKES_TABLE }],
  1061: [{ words: /key name '(?<own>[^']+)'/, by: MAKES_TABLE }],
  1062: [
    { words: /for key '(?:(?<table>[^'.]+)\.)?(?<key>[^'.]+)'$/, by: FILLS },
    { words: /./, by: FILLS },
  ],
  1067: [{ words: /value for '(?<own>[^']+)'/, by: MAKES_TABLE }],
  1068: [{ words: /./, by: /^(?:CREATE|ALTER)\b[\s\S]*\bPRIMARY\b/i }],
  1071: [{ words: /./, by: MAKES_TABLE }],
  1072: [{ words: /column '(?<own>[^']+)'/, by: MAKES_TABLE }],
  1075: [{ words: /./, by: /^(?:CREATE|ALTER)\b[\s\S]*\bAUTO_INCREMENT\b/i }],
  1091: [{ words: /DROP (?:[A-Z ]+ )?[`'](?<own>[^'`]+)[`']/, by: /^(?:ALTER|DROP)\b/i }],
  1101: [{ words: /column '(?<own>[^']+)'/, by: MAKES_TABLE }],
  1115: [{ words: /set: '(?<own>[^']+)'/ }],
  1118: [{ words: /./, by: MAKES_TABLE }],
  1136: [{ words: /./, by: INSERTS }],
  1142: [
    {
      words: /^.*?\b(?:SELECT|REFERENCES)\b[^\n]* command denied .* for table [`'](?<own>[^\n]+)[`']$/,
      reads: VIEW,
    },
    {
      words: /\bINSERT command denied .* for table [`'](?<own>[^\n]+)[`']$/,
      by: /^(?:INSERT|REPLACE|LOAD|WITH|RENAME|ALTER|CREATE)\b/i,
    },
    {
      words: /\bUPDATE command denied .* for table [`'](?<own>[^\n]+)[`']$/,
      by: /^(?:UPDATE|WITH|INSERT[\s\S]*\bON\s+DUPLICATE)\b/i,
    },
    {
      words: /\bDELETE command denied .* for table [`'](?<own>[^\n]+)[`']$/,
      by: /^(?:DELETE|REPLACE|WITH)\b/i,
    },
    {
      words: /\bDROP command denied .* for table [`'](?<own>[^\n]+)[`']$/,
      by: /^(?:DROP|TRUNCATE|ALTER|RENAME|CREATE\s+OR\s+REPLACE)\b/i,
    },
    {
      words: /\b(?:CREATE|INDEX|ALTER|TRIGGER)\b[^\n]* command denied .* for table [`'](?<own>[^\n]+)[`']$/,
      by: /^(?:CREATE|ALTER|DROP|RENAME)\b/i,
    },
    {
      words: /\bGRANT\b[^\n]* command denied .* for table [`'](?<own>[^\n]+)[`']$/,
      by: /^(?:GRANT|REVOKE)\b/i,
    },
    { words: /command denied .* for table [`'](?<own>[^\n]+)[`']$/ },
  ],
  1143: [{ words: /for column '[^']+' in table '(?<own>[^']+)'/ }],
  1146: [
    {
      words: /Table '(?<own>[^']+)'/,
      by: /^(?!DROP\s+(?:TABLE|VIEW|TEMPORARY|DATABASE|SCHEMA|TRIGGER|EVENT|FUNCTION|PROCEDURE)\b|CREATE\s+(?:PROCEDURE|FUNCTION|EVENT|DATABASE|USER)\b)/i,
      reads: VIEW,
    },
  ],
  1170: [{ words: /column '(?<own>[^']+)'/, by: MAKES_TABLE }],
  1215: [{ words: /./, by: /^(?:CREATE|ALTER)\b[\s\S]*\b(?:FOREIGN|REFERENCES)\b/i }],
  1217: [{ words: /./, by: /^(?:DELETE|UPDATE|REPLACE|DROP|TRUNCATE|WITH)\b/i }],
  1227: [{ words: /the CREATE USER privilege/, by: NEEDS_ACCOUNT_RIGHTS }],
  1264: [{ words: /column '(?<column>[^']+)'/, by: FILLS }],
  1265: [{ words: /column '(?<column>[^']+)'/, by: FILLS }],
  1273: [{ words: /collation: '(?<own>[^']+)'/ }],
  1286: [{ words: /engine '(?<own>[^']+)'/ }],
  1292: [...refusedBy(FILLS), { words: /./, by: CONVERTS }],
  1304: [{ words: /(?:FUNCTION|PROCEDURE) (?<own>\S+) already exists/, by: MAKES_NEW }],
  1305: [
    { words: /PROCEDURE (?<own>\S+) does not exist/, by: MEETS_PROCEDURE },
    { words: /FUNCTION (?<own>\S+) does not exist/, reads: VIEW },
  ],
  1347: [{ words: /'(?<own>[^']+)' is not/ }],
  1359: [
    { words: /Trigger '(?<own>[^']+)'/, by: /^CREATE\b/i },
    { words: /./, by: /^CREATE\b/i },
  ],
  1360: [{ words: /./, by: /^DROP\b/i }],
  1364: [{ words: /./, by: INSERTS }],
  1365: [{ words: /./, by: CONVERTS }],
  1366: refusedBy(CONVERTS_ROWS),
  1406: [{ words: /column '(?<column>[^']+)'/, by: FILLS }],
  1419: [{ words: /./, by: /^(?:CREATE|DROP|ALTER)\b/i }],
  1451: [
    {
      words: /REFERENCES [`"](?<own>[^`"]+)[`"] \([^()]*\)[^()]*\)$/,
      by: /^(?:DELETE|UPDATE|REPLACE|DROP|TRUNCATE|WITH)\b/i,
    },
    { words: /./, by: /^(?:DELETE|UPDATE|REPLACE|DROP|TRUNCATE|WITH)\b/i },
  ],
  1452: [
    {
      words:
        /\([`"][^`"]+[`"]\.[`"](?:#sql|‹)[^`"]*[`"],.*REFERENCES (?:[`"][^`"]+[`"]\.)?[`"](?<own>[^`"]+)[`"] \(/,
      by: ODD_TABLE,
    },
    {
      words: /\([`"][^`"]+[`"]\.[`"](?<table>[^`"]+)[`"], CONSTRAINT/,
      by: /^(?:INSERT|UPDATE|REPLACE|LOAD|WITH|ALTER)\b/i,
    },
    { words: /./, by: /^(?:INSERT|UPDATE|REPLACE|LOAD|WITH|ALTER)\b/i },
  ],
  1701: [{ words: /./, by: /^TRUNCATE\b/i }],
  1822: [{ words: /./, by: MAKES_TABLE }],
  1824: [{ words: /referenced table '(?<own>[^']+)'/, by: MAKES_TABLE }],
  3730: [{ words: /table '(?<own>[^']+)' referenced/, by: /^DROP\b/i }],
  3819: [{ words: /constraint '(?<key>[^']+)'/, by: FILLS }],
  4025: [
    {
      words: /CONSTRAINT [`'](?<key>[^`'\n]+)[`'] failed for [`'][^`'\n]+[`']\.[`'](?<table>[^`'\n]+)[`']/,
      by: FILLS,
    },
  ],
  4092: [{ words: /VIEWs?:? '(?<own>[^']+)'/, by: /^DROP\b/i }],
  4161: [{ words: /type: '(?<own>[^']+)'/ }],
  1644: [{ words: /./, by: SIGNALS }],
};

/** The rules for an error number; empty if the error does not identify a statement. */
export function namingOf(code: number | null): readonly ErrorRule[] {
  return NAMING[code ?? 0] ?? [];
}
