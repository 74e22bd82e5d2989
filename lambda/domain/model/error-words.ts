import type { MigrateError } from './event.ts';

/** What a driver puts around the words of the server. */
const BEFORE = /^(?:pq|mssql|[A-Z]{2,12}): /;
const BEHIND = / \((?:SQLSTATE )?[0-9A-Z]{5}\)$/;

/** The driver's words, where the error's message does not say them already; `null` where it does, or none were printed. */
export function detailsBeside({ message, details }: MigrateError): string | null {
  if (details === null || details === '') return null;
  return message.includes(onOneLine(bare(details))) ? null : details;
}

/** All that the error says: the driver's words, and what the server adds to them in the message. */
export function allWords({ message, details }: MigrateError): string {
  if (details === null) return message;
  const said = bare(details);
  return message.startsWith(`${said}, `) ? details + message.slice(said.length) : details;
}

function bare(details: string): string {
  return details.replace(BEFORE, '').replace(BEHIND, '');
}

function onOneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
