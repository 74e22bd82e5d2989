import { type IncidentName, incidentKey, parseIncidentKey } from './incident-key.ts';
import { type Monitor, monitorText, monitorWords, parseMonitor } from './monitor.ts';
import type { PageMessage } from './page-message.ts';

/** A key, and the monitor that it is sent with. */
export interface SentUnder {
  readonly key: string;
  /** {@link monitorText} of the monitor. Left out if an earlier release opened the incident: it sent the key without the monitor. */
  readonly monitor?: string;
}

/**
 * The key under which receivers know an incident or a change: `<account>/<Region>/<name>.<table>/migrate-watch/…`.
 *
 * An incident keeps the form with which it was opened. Otherwise a receiver would take its end for that of another incident.
 */
export function sentKey({ key, monitor }: SentUnder): string {
  return monitor === undefined ? key : `${monitor}/${key}`;
}

/** The key of a page for people, who also have to see which monitor sent it. Most keys say it. */
export function keyWords({ key, monitor }: Pick<PageMessage, 'key' | 'monitor'>): string {
  return monitor === undefined || key.startsWith(`${monitorText(monitor)}/`)
    ? key
    : `${key} (${monitorWords(monitor)})`;
}

/** A key that somebody typed or sent. */
export interface ReadKey {
  readonly name: IncidentName;
  /** `null`: the key does not say which monitor it belongs to. */
  readonly monitor: Monitor | null;
}

/** The endings of what is shown as a key or an id: a page's number, and PagerDuty's further alerts of one incident. */
const ENDING = /(?:\/again-\d+)?(?:#\d+)?$/;

/**
 * Reads the key of an incident in every form that pages, channels and commands show: with and without the monitor, a page's id, and
 * PagerDuty's dedup keys. `undefined` when the text is not such a key.
 */
export function readSentKey(text: string): ReadKey | undefined {
  const key = text.trim().replace(ENDING, '');
  const within = parseIncidentKey(key);
  if (within !== undefined) return { name: within, monitor: null };
  const [, before = '', rest = ''] = /^([^/]*\/[^/]*\/[^/]*)\/(.*)$/.exec(key) ?? [];
  const [monitor, name] = [parseMonitor(before), parseIncidentKey(rest)];
  return monitor && name ? { name, monitor } : undefined;
}

/** The key of an incident without its monitor, as tools of one monitor show it; any other text unchanged. */
export function keyWithin(text: string): string {
  const read = readSentKey(text);
  return read === undefined ? text : incidentKey(read.name);
}

/** Why a key cannot be of `own`, the monitor that reads it; `undefined` when it can. */
export function foreignKeyFault({ monitor }: ReadKey, own: Monitor): string | undefined {
  if (monitor === null || monitorText(monitor) === monitorText(own)) return undefined;
  return `an incident of the monitor ${monitorText(monitor)}; this monitor is ${monitorText(own)}`;
}
