import { type Answer, type Received, type Receiver, startReceiver } from './receiver.ts';

/** An event that the double took. */
export interface TakenEvent {
  readonly bus: string;
  readonly source: string;
  readonly type: string;
  /** Epoch s. */
  readonly time: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

const FIELDS: ReadonlySet<string> = new Set(['EventBusName', 'Source', 'DetailType', 'Time', 'Detail']);
/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const MOST_BYTES = 256 * 1_024;

/**
 * EventBridge's operation PutEvents on loopback: AWS JSON 1.1 over HTTP. It makes the checks that the documentation names, takes events for
 * any bus, and can be told to answer something else.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export class EventBridgeDouble {
  readonly taken: TakenEvent[] = [];
  /** Answers to the next requests, in this order; after them the double takes what it gets. */
  readonly misbehave: Answer[] = [];
  readonly #receiver: Receiver;

  private constructor(receiver: Receiver) {
    this.#receiver = receiver;
    receiver.answer = (request) => this.misbehave.shift() ?? this.#take(request);
  }

  static async start(): Promise<EventBridgeDouble> {
    return new EventBridgeDouble(await startReceiver());
  }

  get url(): string {
    return this.#receiver.url;
  }

  /** Requests that arrived, also those that were not answered. */
  get requests(): readonly Received[] {
    return this.#receiver.received;
  }

  close(): Promise<void> {
    return this.#receiver.close();
  }

  #take({ method, path, headers, body }: Received): Answer {
    if (method !== 'POST' || path !== '/') return fault(404, 'UnknownOperationException');
    if (headers['x-amz-target'] !== 'AWSEvents.PutEvents') return fault(400, 'UnknownOperationException');
    if (headers['content-type'] !== 'application/x-amz-json-1.1') return fault(415, 'SerializationException');
    if (!/^AWS4-HMAC-SHA256 Credential=.+\/events\/aws4_request,/.test(headers.authorization ?? ''))
      return fault(403, 'MissingAuthenticationTokenException');
    const { Entries, ...others } = JSON.parse(body) as { Entries: Record<string, unknown>[] };
    if (Object.keys(others).length > 0) return fault(400, 'SerializationException');
    if (Entries.length < 1 || Entries.length > 10) return fault(400, 'ValidationException');
    const results = Entries.map((entry) => this.#result(entry));
    const FailedEntryCount = results.filter((result) => 'ErrorCode' in result).length;
    return { status: 200, body: JSON.stringify({ FailedEntryCount, Entries: results }) };
  }

  #result(entry: Record<string, unknown>): Readonly<Record<string, string>> {
    const { EventBusName, Source, DetailType, Time, Detail } = entry;
    const texts = [EventBusName, Source, DetailType, Detail];
    const isKnown = Object.keys(entry).every((name) => FIELDS.has(name));
    if (
      !isKnown ||
      !texts.every((text) => typeof text === 'string' && text !== '') ||
      typeof Time !== 'number'
    )
      return refused('InvalidArgument', 'Parameter is not valid.');
    const bytes = [Source, DetailType, Detail].reduce<number>(
      (sum, text) => sum + Buffer.byteLength(String(text)),
      14,
    );
    if (bytes >= MOST_BYTES) return refused('InvalidArgument', 'Entry is too large.');
    if (String(Source).startsWith('aws.'))
      return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
    const detail = objectIn(String(Detail));
    if (detail === undefined) return refused('MalformedDetail', 'Detail is malformed.');
    this.taken.push({
      bus: String(EventBusName),
      source: String(Source),
      type: String(DetailType),
      time: Time,
      detail,
    });
    return { EventId: `event-${this.taken.length}` };
  }
}

/** An answer 200 in which the only entry is refused. */
export function entryRefused(code: string, message = 'no'): Answer {
  return { status: 200, body: JSON.stringify({ FailedEntryCount: 1, Entries: [refused(code, message)] }) };
}

/** An error of the request. */
export function fault(status: number, type: string, message = 'no'): Answer {
  return { status, body: JSON.stringify({ __type: type, message }) };
}

function refused(ErrorCode: string, ErrorMessage: string) {
  return { ErrorCode, ErrorMessage };
}

/** The object in a text; `undefined` if it holds anything else, or half a character. */
function objectIn(text: string): Record<string, unknown> | undefined {
  if (/\\ud[89a-f]/i.test(text.replace(/\\ud[89ab]..\\ud[c-f]../gi, ''))) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
