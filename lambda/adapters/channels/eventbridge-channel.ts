import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsCommandOutput,
} from '@aws-sdk/client-eventbridge';
import type { RunNotice } from '../../domain/channels/change-message.ts';
import { PermanentDeliveryError, RetryableDeliveryError } from '../../domain/channels/delivery-error.ts';
import { busEvent } from '../../domain/channels/eventbridge/event.ts';
import { printable } from '../../domain/model/printable.ts';
import { truncate } from '../../domain/model/truncate.ts';
import type { Sender } from './channel-of.ts';

/** Most characters of EventBridge's own words that an error message quotes. */
const QUOTED = 300;

/**
 * Errors of AWS after which a later try may succeed. All other codes are refusals.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/CommonErrors.html
 */
const NOT_NOW: ReadonlySet<string> = new Set([
  'InternalException',
  'InternalFailure',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/**
 * Puts every notice on an EventBridge bus.
 *
 * EventBridge answers 200 also when it refuses an entry, so the answer is read. It takes events for a bus that does not exist, and drops
 * them: `migrate-watch doctor` finds that.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
export class EventBridgeChannel implements Sender<'eventbridge'> {
  readonly #client: EventBridgeClient;
  readonly #busArn: string;

  constructor(client: EventBridgeClient, busArn: string) {
    this.#client = client;
    this.#busArn = busArn;
  }

  async send(notice: RunNotice): Promise<'taken'> {
    const { FailedEntryCount = 0, Entries = [] } = await this.#put(notice);
    const [entry] = Entries;
    if (FailedEntryCount === 0 && entry?.EventId !== undefined) return 'taken';
    const { ErrorCode, ErrorMessage } = entry ?? {};
    if (ErrorCode === undefined)
      throw new RetryableDeliveryError('EventBridge did not say that it took the event');
    throw refusal('EventBridge refused the event', ErrorCode, ErrorMessage);
  }

  async #put(notice: RunNotice): Promise<PutEventsCommandOutput> {
    const { source, detailType, at, detail } = busEvent(notice);
    try {
      return await this.#client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: this.#busArn,
              Source: source,
              DetailType: detailType,
              Time: new Date(at),
              Detail: detail,
            },
          ],
        }),
      );
    } catch (error) {
      throw deliveryError(error);
    }
  }
}

/** What an SDK error has beside its name. An error without a status never reached AWS, or its answer could not be read. */
interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function deliveryError(error: unknown): Error {
  if (!(error instanceof Error)) return new RetryableDeliveryError('EventBridge is out of reach');
  const { name, message, $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  if (status === undefined || status < 400 || status >= 500)
    return new RetryableDeliveryError(
      words(`EventBridge gave no answer (${status ?? 'none'})`, name, message),
    );
  return refusal(`EventBridge answered ${status}`, name, message);
}

function refusal(what: string, code: string, message: string | undefined): Error {
  const text = words(what, code, message);
  return NOT_NOW.has(code) ? new RetryableDeliveryError(text) : new PermanentDeliveryError(text);
}

function words(what: string, code: string, message = ''): string {
  return `${what}: ${truncate(printable(`${code} ${message}`).trim(), QUOTED)}`;
}
