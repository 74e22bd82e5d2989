import type { AskMessage } from '../domain/channels/ask-message.ts';
import type { Notice } from '../domain/channels/change-message.ts';
import { EventsMessageError } from '../domain/runs/record/events-message-error.ts';
import { ASK } from '../domain/stored/ask.ts';
import { isVersioned, readForm } from '../domain/stored/form.ts';
import { NOTICE } from '../domain/stored/notice.ts';

/**
 * Reads the page, the change, the review or the ask in a message of a severity topic.
 *
 * Checks only the fields that the delivery depends on, because `page` is the only function that publishes to these topics.
 *
 * @throws {EventsMessageError} when it is something else; a retry would not help
 * @throws {NewerFormError} when a newer release sent it in a form that this code cannot read; the queue delivers it again
 */
export function readNotice(text: string): Notice | AskMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The error of JSON.parse is not kept as the cause, because it quotes the text, which can hold names of databases.
    throw new EventsMessageError('not-json', 'message of a severity topic is not JSON');
  }
  if (isAskMessage(value)) return readForm(ASK, value, value.id);
  if (!isNotice(value)) {
    throw new EventsMessageError(
      'unknown',
      'message of a severity topic is neither a page nor a change nor a review nor an ask',
    );
  }
  return readForm(NOTICE, value, value.id);
}

const KINDS: ReadonlySet<unknown> = new Set([
  'opened',
  'updated',
  'reminder',
  'escalated',
  'resolved',
  'handled',
  'change',
  'review',
]);

function isNotice(value: unknown): value is Notice {
  const { id, key, sequence, kind, title, environment, database, to } = (value ?? {}) as Record<
    string,
    unknown
  >;
  const texts = [id, key, title, environment, database];
  return (
    KINDS.has(kind) &&
    typeof sequence === 'number' &&
    texts.every((each) => typeof each === 'string') &&
    (kind !== 'review' || Array.isArray(to)) &&
    isVersioned(value ?? {})
  );
}

function isAskMessage(value: unknown): value is AskMessage {
  const { kind, id, at, incidents } = (value ?? {}) as Record<string, unknown>;
  const isAsked = (each: { incident?: unknown; opening?: unknown } | null) =>
    typeof each?.incident === 'string' && Number.isSafeInteger(each.opening);
  return (
    kind === 'ask' &&
    typeof id === 'string' &&
    typeof at === 'number' &&
    Array.isArray(incidents) &&
    incidents.every(isAsked) &&
    isVersioned(value ?? {})
  );
}
