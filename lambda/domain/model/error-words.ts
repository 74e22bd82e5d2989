import type { MigrateError } from './event.ts';

/** What a driver puts before and after the server's words. */
const BEFORE = /^(?:pq|mssql|[A-Z]{2,12}): /;
const AFTER = / \((?:SQLSTATE )?[0-9A-Z]{5}\)$/;

/** The driver's words, unless the error's message contains them already; then, or when none were printed, `null`. */
export function detailsBeside({ message, details }: MigrateError): string | null {
  if (details === null || details === '') return null;
  return message.includes(onOneLine(bare(details))) ? null : details;
}

/** The whole text of the error: the driver's words, then what the server adds to them in the message. */
export function allWords({ message, details }: MigrateError): string {
  if (details === null) return message;
  const said = bare(details);
  return message.startsWith(`${said}, `) ? details + message.slice(said.length) : details;
}

function bare(details: string): string {
  return details.replace(BEFORE, '').replace(AFTER, '');
}

function onOneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
