import { INCIDENT_KINDS } from '../../../lambda/contract/incident-kind.ts';
import type { IncidentName } from '../../../lambda/domain/model/incident-key.ts';
import { type Monitor, monitorText, monitorWords } from '../../../lambda/domain/model/monitor.ts';
import { foreignKeyFault, keyWithin, readSentKey } from '../../../lambda/domain/model/sent-key.ts';

/** `production/orders/migration/7`: a key as people read and type it. */
export function shortKey(key: string): string {
  return keyWithin(key).replace(/^migrate-watch\//, '');
}

/** What a person means by what was typed. */
export type TypedKey =
  /** One of these incidents: a number without its kind can be one of each kind. */
  | { readonly kind: 'named'; readonly names: readonly IncidentName[] }
  /** The open incident of the databases with these names; either may be left out. */
  | { readonly kind: 'open'; readonly environment?: string; readonly database?: string }
  /** The key of another monitor; the sentence names both. */
  | { readonly kind: 'foreign'; readonly why: string }
  | { readonly kind: 'unknown' };

/** How a page shows the key of an incident that an earlier release opened: with the monitor in words after it. */
const IN_WORDS = /^(.*?) \((\S+ in account \d{12}, [a-z0-9-]+)\)$/;

/**
 * Reads what was typed for an incident: every form in which pages, channels and commands show a key, and short forms:
 * `production/orders/migration/7`, `production/orders/7`, `production/orders`, `orders`. The last two mean the incident that is open.
 */
export function typedKey(text: string, own: Monitor): TypedKey {
  const [, before, words] = IN_WORDS.exec(text.trim()) ?? [];
  if (words !== undefined && words !== monitorWords(own))
    return {
      kind: 'foreign',
      why: `an incident of the monitor ${words}; this monitor is ${monitorText(own)}`,
    };
  const key = before ?? text.trim();
  const read = readSentKey(key) ?? readSentKey(`migrate-watch/${key}`);
  if (read !== undefined) {
    const why = foreignKeyFault(read, own);
    return why === undefined ? { kind: 'named', names: [read.name] } : { kind: 'foreign', why };
  }
  const parts = key.replace(/^migrate-watch\//, '').split('/');
  if (parts.some((part) => part === '') || parts.length > 3) return { kind: 'unknown' };
  const [first = '', database, number] = parts;
  if (database === undefined) return { kind: 'open', database: first };
  if (number === undefined) return { kind: 'open', environment: first, database };
  if (!/^[1-9]\d{0,9}$/.test(number)) return { kind: 'unknown' };
  const target = { environment: first, database };
  return {
    kind: 'named',
    names: INCIDENT_KINDS.map((kind) => ({ target, kind, n: Number(number) })),
  };
}
