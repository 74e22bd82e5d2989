import { DETAIL_TYPES, type DetailType, EVENT_SOURCE } from '../../../contract/bus-events.ts';
import { bytesOf } from '../../model/bytes.ts';
import type { RunNotice } from '../change-message.ts';
import { testOf } from '../delivery.ts';
import { webhookBody } from '../webhook/body.ts';
import { fittingNotice } from './fitting-notice.ts';

/** An event for an EventBridge bus. */
export interface BusEvent {
  readonly source: typeof EVENT_SOURCE;
  readonly detailType: DetailType;
  /** When the notice was written, epoch ms. */
  readonly at: number;
  /** A `WebhookBody` as JSON. */
  readonly detail: string;
}

/**
 * Most bytes of a detail. EventBridge takes entries of less than 256 KB. The rest is for the fields that EventBridge adds, because many
 * targets take no more than 256 KB either.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
const MOST_BYTES = 240 * 1_024;

/** The event about a notice. Its detail is what a webhook gets, in well-formed Unicode; a notice that is too large is shortened. */
export function busEvent(notice: RunNotice): BusEvent {
  const kind: keyof typeof DETAIL_TYPES = testOf(notice) === undefined ? notice.kind : 'test';
  return {
    source: EVENT_SOURCE,
    detailType: DETAIL_TYPES[kind],
    at: notice.at,
    detail: detailOf(fittingNotice(notice, (each) => bytesOf(detailOf(each)), MOST_BYTES)),
  };
}

function detailOf(notice: RunNotice): string {
  return JSON.stringify(webhookBody(notice), (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(LONE_SURROGATE, '\ufffd') : value,
  );
}

/** Half a character. JSON can write it, but not every reader takes it. */
const LONE_SURROGATE = /\p{Surrogate}/gu;
