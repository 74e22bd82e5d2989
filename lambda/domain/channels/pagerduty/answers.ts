import { printable } from '../../model/printable.ts';
import { truncate } from '../../model/truncate.ts';
import type { PersonsAnswer } from '../persons-answer.ts';
import { type Fields, fieldsIn, fieldsOf, listIn } from './fields.ts';

/** An incident of PagerDuty, as far as it matters here. @see https://developer.pagerduty.com/api-reference List incidents */
export interface PagerDutyIncident {
  readonly id: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  /** What people did, oldest first. What a service, an integration or a timer did is left out. */
  readonly answers: readonly PersonsAnswer[];
}

/** Longest name of a person, UTF-16 units. */
const MAX_NAME = 200;
/** People who acknowledged one incident, of whom the last are passed on. */
const MOST_ANSWERS = 5;

/**
 * The incidents in an answer to `GET /incidents`, in its order. Those that were merged into another one, and those that are not as documented,
 * are left out.
 *
 * @throws {OddAnswerError} when the answer has no list of incidents
 */
export function incidentsIn(answer: unknown): readonly PagerDutyIncident[] {
  return listIn(answer, 'incidents').flatMap((incident): readonly PagerDutyIncident[] => {
    const { id, status } = incident;
    if (typeof id !== 'string' || !/^[A-Za-z0-9]{1,64}$/.test(id) || isMerged(incident)) return [];
    if (status === 'triggered') return [{ id, status, answers: [] }];
    if (status === 'acknowledged') return [{ id, status, answers: acknowledgements(id, incident) }];
    return status === 'resolved' ? [{ id, status, answers: resolution(id, incident) }] : [];
  });
}

/** It counts as resolved by the person who merged it. Its alerts are in the other incident. */
function isMerged(incident: Fields): boolean {
  return fieldsOf(incident['resolve_reason'])?.['type'] === 'merge_resolve_reason';
}

function acknowledgements(id: string, incident: Fields): readonly PersonsAnswer[] {
  const ends = fieldsIn(incident['pending_actions']).filter(({ type }) => type === 'unacknowledge');
  const until = ends.map(({ at }) => timeOf(at)).find((at) => at !== undefined) ?? null;
  const all = fieldsIn(incident['acknowledgements']).flatMap(({ at: text, acknowledger }) => {
    const at = timeOf(text);
    const person = personOf(acknowledger);
    if (at === undefined || person === undefined) return [];
    const key = `PagerDuty ${id} acknowledged by ${person.id} at ${at}`;
    return [{ id: key, did: 'acknowledged' as const, at, by: person.name, until }];
  });
  return all.sort((a, b) => a.at - b.at).slice(-MOST_ANSWERS);
}

function resolution(id: string, incident: Fields): readonly PersonsAnswer[] {
  const at = timeOf(incident['last_status_change_at']);
  const person = personOf(incident['last_status_change_by']);
  if (at === undefined || person === undefined) return [];
  const key = `PagerDuty ${id} resolved by ${person.id} at ${at}`;
  return [{ id: key, did: 'resolved', at, by: person.name, until: null }];
}

/** `undefined` for a service or an integration, such as our own, and for a timer. */
function personOf(agent: unknown): { readonly id: string; readonly name: string } | undefined {
  const { type, id, name, summary } = fieldsOf(agent) ?? {};
  if ((type !== 'user_reference' && type !== 'user') || typeof id !== 'string') return undefined;
  const named = [name, summary].find(
    (each): each is string => typeof each === 'string' && each.trim() !== '',
  );
  return { id: truncate(printable(id), MAX_NAME), name: truncate(printable(named ?? id).trim(), MAX_NAME) };
}

/** One page of the answer to `GET /incidents/{id}/alerts`. */
export interface AlertsPage {
  /** Is the alert with this dedup key among them, and is it open? */
  readonly found: 'open' | 'resolved' | undefined;
  readonly count: number;
  readonly more: boolean;
}

/**
 * Looks for the alert with exactly this dedup key.
 *
 * @throws {OddAnswerError} when the answer has no list of alerts
 */
export function alertsIn(answer: unknown, dedupKey: string): AlertsPage {
  const alerts = listIn(answer, 'alerts');
  const ours = alerts.filter((alert) => alert['alert_key'] === dedupKey);
  const isOpen = ours.some(({ status }) => status !== 'resolved');
  return {
    found: ours.length === 0 ? undefined : isOpen ? 'open' : 'resolved',
    count: alerts.length,
    more: fieldsOf(answer)?.['more'] === true,
  };
}

/** Epoch ms of an ISO 8601 text; `undefined` for anything else. */
function timeOf(text: unknown): number | undefined {
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
