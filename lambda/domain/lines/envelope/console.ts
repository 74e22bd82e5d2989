import { own } from '../../../contract/own.ts';
import { consoleMessage, messageWithError } from './fields.ts';
import type { Peeled } from './layer.ts';
import { withLostValues } from './lost-format.ts';
import { withOwnField } from './own-field.ts';
import { parseObject } from './parse-object.ts';

/**
 * A level after a time. An upper-case level counts in any form. A lower-case level counts only between tabs, as zap prints it,
 * because `… error: ` may be golang-migrate's.
 */
const LEVEL =
  /^[ \t]{1,8}(?:- )?(?:\[?(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|PANIC|DPANIC|TRC|DBG|INF|WRN|ERR|FTL|PNC)\]?[ \t]{1,8}(?:- )?|\[?(debug|info|warn|error|fatal|panic|dpanic)(?:\t|\][ \t]{1,8}))/;
const CALLER = /^[\w./@-]{1,200}\.go:\d{1,6}:?(?: >)?[ \t]{1,8}/;
const CALLER_COLUMN = /^[\w./@-]{1,200}\.go:\d{1,6}\t/;
const LOGGER_NAME = /^[\w.-]{1,64}\t(?=[^\t])/;

/** Message of a console line whose `rest` begins with the blank before the level; `undefined` when there is no level. */
export function consoleLine(rest: string): Peeled | undefined {
  const level = LEVEL.exec(rest);
  return level ? { text: afterLevel(rest.slice(level[0].length), level[1] ?? level[2]) } : undefined;
}

/** Message of the part after a console line's level: `[logger name] [caller] message [fields]`, separated by tabs (zap) or blanks. */
export function afterLevel(text: string, level?: string): string {
  return text.includes('\t') ? zapColumns(text, level) : consoleMessage(text.replace(CALLER, ''), level);
}

function zapColumns(text: string, level?: string): string {
  const lastTab = text.lastIndexOf('\t');
  const fields = text[lastTab + 1] === '{' ? parseObject(text.slice(lastTab + 1)) : undefined;
  const columns = fields ? text.slice(0, lastTab).trimEnd() : text;
  const message = columns.replace(LOGGER_NAME, '').replace(CALLER_COLUMN, '');
  if (!fields) return consoleMessage(message, level);
  const said = messageWithError(withLostValues(message, fields), (name) => own(fields, name));
  return withOwnField(said, text, { level, ...fields }) ?? message;
}
