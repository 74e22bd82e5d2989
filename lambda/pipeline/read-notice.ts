import type { Notice } from '../domain/channels/change-message.ts';
import { EventsMessageError } from '../domain/runs/record/events-message-error.ts';
import { upgradedPage } from '../domain/stored/former-shape.ts';

/**
 * The page or change that a message of a severity topic carries.
 *
 * Throws {@link EventsMessageError} when it is neither: it cannot be understood later either. `page` is the topics'
 * only writer, so only what the delivery depends on is checked.
 */
export function readNotice(text: string): Notice {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // JSON.parse quotes the text, which can hold names of people's databases: its error does not become the cause.
    throw new EventsMessageError('not-json', 'message of a severity topic is not JSON');
  }
  if (!isNotice(value)) {
    throw new EventsMessageError('unknown', 'message of a severity topic is neither a page nor a change');
  }
  return value.kind === 'change' ? value : upgradedPage(value);
}

const KINDS: ReadonlySet<unknown> = new Set(['opened', 'updated', 'reminder', 'resolved', 'change']);

function isNotice(value: unknown): value is Notice {
  const { id, key, sequence, kind, title, environment, database } = (value ?? {}) as Record<string, unknown>;
  const texts = [id, key, title, environment, database];
  return KINDS.has(kind) && typeof sequence === 'number' && texts.every((each) => typeof each === 'string');
}
